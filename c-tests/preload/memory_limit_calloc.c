// calloc under ORTHOTOPE_MEMORY_LIMIT is zero, whatever was purged and reused to make room; too much is ENOMEM.
// env: ORTHOTOPE_MEMORY_LIMIT=64M
#include "limited.h"

int main(void) {
    static unsigned char *blocks[64];
    for (int round = 0; round < 20; round++) {
        size_t n = round % 2 ? 3 * MIB + 70000 * (size_t)round : 900000, count = 0;
        errno = 0;
        while (count < 64 && (blocks[count] = calloc(1, n))) {
            CHECK_ZERO(blocks[count], n);
            memset(blocks[count++], 0xff, n);
        }
        CHECK(count == 64 || errno == ENOMEM);
        CHECK_GE(count, 14);
        while (count) free(blocks[--count]);
        CHECK_GE(fill_up(2000), 50 * MIB);
    }
    CHECK_FAILS(calloc(65, MIB), ENOMEM);
    return 0;
}
