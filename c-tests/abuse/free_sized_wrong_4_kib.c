// A block of 4 KiB freed with the size of another.
// expect: SIGABRT "orthotope: free(): wrong size for 0x" "4097, allocated with 4096"
// level: 2
#include "../t.h"

int main(void) {
    void *p = malloc(4 * KIB);
    t_named(p);
    free_sized(p, t_size(4 * KIB + 1));
    return 0;
}
