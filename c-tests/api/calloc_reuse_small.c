// calloc clears small blocks that come back dirty.
#include "../t.h"

int main(void) {
    enum { COUNT = 64 };
    void *blocks[COUNT];
    for (size_t n = 1; n <= 64 * KIB; n = n < 200 ? n + 1 : n + n / 5) {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < COUNT; i++) {
                blocks[i] = calloc(1, n);
                CHECK(blocks[i] != NULL);
                CHECK_ZERO(blocks[i], n);
                memset(blocks[i], 0xa5, malloc_usable_size(blocks[i]));
            }
            for (int i = 0; i < COUNT; i++) free(blocks[i]);
        }
    }
    return 0;
}
