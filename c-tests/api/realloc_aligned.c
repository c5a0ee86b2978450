// realloc of an aligned block keeps the contents and may drop the alignment, never below 16.
#include "../t.h"

int main(void) {
    for (size_t alignment = 16; alignment <= MIB; alignment *= 2)
        for (size_t n = 100; n <= 3 * MIB; n *= 31) {
            void *p = memalign(alignment, n);
            CHECK(p != NULL);
            t_fill(p, n, alignment);
            p = realloc(p, n * 2);
            CHECK(p != NULL);
            CHECK_ALIGNED(p, 16);
            CHECK_FILLED(p, n, alignment);
            p = realloc(p, n / 2);
            CHECK(p != NULL);
            CHECK_FILLED_AS(p, n / 2, n, alignment);
            free(p);
        }
    return 0;
}
