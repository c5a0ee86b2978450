// A block of 256 KiB freed with the size of another.
// expect: SIGABRT "orthotope: free(): wrong size for 0x" "262145, allocated with 262144"
// level: 2
#include "../t.h"

int main(void) {
    void *p = malloc(256 * KIB);
    t_named(p);
    free_sized(p, t_size(256 * KIB + 1));
    return 0;
}
