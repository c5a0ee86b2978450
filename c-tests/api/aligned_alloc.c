// aligned_alloc takes every power of two, and sizes that are no multiple of it.
#include "../t.h"

int main(void) {
    for (size_t alignment = 1; alignment <= 4 * MIB; alignment *= 2)
        for (size_t n = 0; n <= 300000; n = n * 4 + 7) {
            void *p = aligned_alloc(alignment, n);
            CHECK(p != NULL);
            CHECK_ALIGNED(p, alignment);
            CHECK_ALIGNED(p, 16);
            CHECK_GE(malloc_usable_size(p), n);
            t_fill(p, n, 1);
            CHECK_FILLED(p, n, 1);
            free(p);
        }
    return 0;
}
