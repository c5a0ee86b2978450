// A block of 4 KiB freed with another alignment than it was asked for.
// expect: SIGABRT "orthotope: free(): wrong alignment for 0x" "64, allocated with 4096"
// level: 2
#include "../t.h"

int main(void) {
    void *p = aligned_alloc(4096, 4 * KIB);
    t_named(p);
    free_aligned_sized(p, t_size(64), 4 * KIB);
    return 0;
}
