// free_aligned_sized frees blocks of aligned_alloc for alignments below malloc's own, told what was asked for; also
// where that is compared.
// level: 2
// glibc: no
#include "../t.h"

int main(void) {
    for (int round = 0; round < 1000; round++)
        for (size_t alignment = 1; alignment <= 16; alignment *= 2)
            for (size_t n = 16; n <= 100000; n = n * 5) {
                void *p = aligned_alloc(alignment, n);
                CHECK(p != NULL);
                memset(p, 1, n);
                free_aligned_sized(p, alignment, n);
            }
    return 0;
}
