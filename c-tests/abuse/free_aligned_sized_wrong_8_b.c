// A block of 8 B freed with another alignment than it was asked for.
// expect: SIGABRT "orthotope: free(): wrong alignment for 0x" "64, allocated with 4096"
// level: 2
#include "../t.h"

int main(void) {
    void *p = aligned_alloc(4096, 8);
    t_named(p);
    free_aligned_sized(p, t_size(64), 8);
    return 0;
}
