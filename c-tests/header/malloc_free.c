// orthotope_malloc, _calloc, _realloc and _free do what the plain names do.
// needs: orthotope.h
#include "../t.h"
#include <orthotope.h>

int main(void) {
    orthotope_free(NULL);
    for (size_t n = 1; n < 20 * MIB; n = n * 3 + 1) {
        void *p = orthotope_malloc(n), *q = orthotope_calloc(n, 1);
        CHECK(p && q);
        CHECK_ALIGNED(p, 16);
        CHECK_ZERO(q, n);
        t_fill(p, n, n);
        p = orthotope_realloc(p, n * 2);
        CHECK(p != NULL);
        CHECK_FILLED(p, n, n);
        orthotope_free(p);
        orthotope_free(q);
    }
    void *zero = orthotope_malloc(0);
    CHECK(zero != NULL);
    CHECK_NULL(orthotope_realloc(zero, 0));
    CHECK_FAILS(orthotope_malloc(t_size(TOO_LARGE)), ENOMEM);
    CHECK_FAILS(orthotope_calloc(t_size(SIZE_MAX), 2), ENOMEM);
    CHECK_FAILS(orthotope_realloc(NULL, t_size(SIZE_MAX)), ENOMEM);
    return 0;
}
