// memalign gives every alignment, and its blocks are freed and resized like others.
#include "../t.h"

int main(void) {
    for (size_t alignment = 1; alignment <= 8 * MIB; alignment *= 2) {
        void *p = memalign(alignment, 1000), *zero = memalign(alignment, 0);
        CHECK(p && zero && p != zero);
        CHECK_ALIGNED(p, alignment);
        CHECK_ALIGNED(zero, alignment);
        CHECK_ALIGNED(p, 16);
        t_fill(p, 1000, alignment);
        free(zero);
        CHECK_FILLED(p, 1000, alignment);
        free(p);
    }
    return 0;
}
