// realloc that fails under ORTHOTOPE_MEMORY_LIMIT leaves the block as it was, one that shrinks makes room.
// env: ORTHOTOPE_MEMORY_LIMIT=64M
#include "../t.h"

int main(void) {
    long before = t_status_kib("VmRSS:");
    for (int round = 0; round < 3; round++) {
        size_t n = MIB / 2;
        unsigned char *p = malloc(n), *more;
        CHECK(p != NULL);
        t_fill(p, n, 1);
        errno = 0;
        while ((more = realloc(p, n + MIB))) {
            p = more;
            CHECK_FILLED_AS(p, MIB / 2 - 4096, MIB / 2, 1);
            n += MIB;
            memset(p + n - MIB, 2, MIB);
            errno = 0;
        }
        CHECK_EQ(errno, ENOMEM);
        CHECK_FILLED_AS(p, MIB / 2 - 4096, MIB / 2, 1);
        for (size_t i = MIB / 2; i < n; i++) CHECK_EQ(p[i], 2);
        // The kernel moves pages, so that a block grows to the limit without being held twice.
        CHECK_GE(n, 60 * MIB);
        CHECK_FAILS(malloc(10 * MIB), ENOMEM);
        p = realloc(p, MIB);
        CHECK(p != NULL);
        CHECK_FILLED_AS(p, MIB / 2 - 4096, MIB / 2, 1);
        void *other = malloc(60 * MIB);
        CHECK(other != NULL);
        memset(other, 3, 60 * MIB);
        free(other);
        free(p);
    }
    CHECK_LE(t_status_kib("VmHWM:") - before, 66 * 1024);
    return 0;
}
