// posix_memalign of size 0 gives unique blocks that keep their alignment.
#include "../t.h"

int main(void) {
    for (size_t alignment = 8; alignment <= MIB; alignment *= 2) {
        void *p = NULL, *q = NULL;
        CHECK_EQ(posix_memalign(&p, alignment, 0), 0);
        CHECK_EQ(posix_memalign(&q, alignment, 0), 0);
        CHECK(p && q && p != q);
        CHECK_ALIGNED(p, alignment);
        CHECK_ALIGNED(q, alignment);
        free(p);
        free(q);
    }
    return 0;
}
