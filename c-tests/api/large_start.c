// Blocks above 64 KiB start at multiples of 64 KiB.
// glibc: no
#include "../t.h"

int main(void) {
    for (size_t n = 64 * KIB + 1; n <= 100 * MIB; n += n / 3) {
        void *p = malloc(n), *q = calloc(n, 1), *r = realloc(malloc(100), n);
        CHECK(p && q && r);
        CHECK_ALIGNED(p, 64 * KIB);
        CHECK_ALIGNED(q, 64 * KIB);
        CHECK_ALIGNED(r, 64 * KIB);
        free(p);
        free(q);
        free(r);
    }
    return 0;
}
