// malloc_good_size(n) is the usable size that malloc(n) will have; where some blocks are sampled and have no more than was
// asked for, no block has less.
// glibc: no
#include "../t.h"

int main(void) {
    const char *sampled = getenv("ORTHOTOPE_GUARD_SAMPLE");
    for (size_t n = 0; n < 40 * MIB; n = n < 5000 ? n + 1 : n + n / 11) {
        void *p = malloc(n);
        CHECK(p != NULL);
        CHECK_GE(malloc_good_size(n), n);
        CHECK_LE(malloc_good_size(n), malloc_usable_size(p));
        if (!sampled) CHECK_EQ(malloc_good_size(n), malloc_usable_size(p));
        free(p);
    }
    return 0;
}
