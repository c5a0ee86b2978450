// ORTHOTOPE_DISABLE=1 hands every call to the C library.
// env: ORTHOTOPE_DISABLE=1
#include "libc.h"

int main(void) {
    size_t before = libc_in_use();
    void *p = malloc(50000), *q = calloc(1, 50000), *r = aligned_alloc(64, 50000), *s = malloc(10 * MIB);
    CHECK(p && q && r && s);
    CHECK_GE(libc_in_use(), before + 150000 + 10 * MIB);
    CHECK_ZERO(q, 50000);
    CHECK_ALIGNED(r, 64);
    p = realloc(p, 100000);
    CHECK(p != NULL);
    CHECK_GE(malloc_usable_size(p), 100000);
    free(p);
    free(q);
    free(r);
    free(s);
    CHECK_LE(libc_in_use(), before + 50000);
    return 0;
}
