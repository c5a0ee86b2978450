// A block of 8 B freed with the size of another.
// expect: SIGABRT "orthotope: free(): wrong size for 0x" "9, allocated with 8"
// level: 2
#include "../t.h"

int main(void) {
    void *p = malloc(8);
    t_named(p);
    free_sized(p, t_size(8 + 1));
    return 0;
}
