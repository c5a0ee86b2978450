// posix_memalign gives every alignment from 8 B to 1 MiB, for sizes below, at and above it.
#include "../t.h"

static void one(size_t alignment, size_t n) {
    void *blocks[3];
    for (int i = 0; i < 3; i++) {
        errno = 4321;
        CHECK_EQ(posix_memalign(&blocks[i], alignment, n), 0);
        CHECK_EQ(errno, 4321);
        CHECK(blocks[i] != NULL);
        CHECK_ALIGNED(blocks[i], alignment);
        CHECK_GE(malloc_usable_size(blocks[i]), n);
        t_fill(blocks[i], n, (uint64_t)i);
    }
    for (int i = 0; i < 3; i++) {
        CHECK_FILLED(blocks[i], n, (uint64_t)i);
        free(blocks[i]);
    }
}

int main(void) {
    for (size_t alignment = 8; alignment <= MIB; alignment *= 2)
        for (size_t n = 1; n <= 4 * MIB; n = n * 3 + 1) {
            one(alignment, n);
            one(alignment, alignment);
            one(alignment, alignment + 1);
            one(alignment, alignment * 2 - 1);
        }
    return 0;
}
