// Every block is aligned to 16 bytes, whatever its size.
#include "../t.h"

int main(void) {
    for (size_t n = 0; n <= 8 * MIB; n = n < 20000 ? n + 1 : n + n / 7) {
        void *p = malloc(n), *q = malloc(n), *r = calloc(1, n);
        CHECK(p && q && r);
        CHECK_ALIGNED(p, 16);
        CHECK_ALIGNED(q, 16);
        CHECK_ALIGNED(r, 16);
        free(p);
        free(q);
        free(r);
    }
    return 0;
}
