// free_aligned_sized frees blocks of aligned_alloc, told the alignment and size that were asked for.
// glibc: no
#include "../t.h"

int main(void) {
    for (int round = 0; round < 4; round++)
        for (size_t alignment = 16; alignment <= 2 * MIB; alignment *= 2)
            for (size_t n = 0; n < 4 * MIB; n = n * 4 + alignment) {
                void *p = aligned_alloc(alignment, n);
                CHECK(p != NULL);
                memset(p, 1, n);
                free_aligned_sized(p, alignment, n);
            }
    CHECK_LE(t_rss_mib(), 150);
    return 0;
}
