// orthotope_reallocarray and _reallocf do what the plain names do.
// needs: orthotope.h
#include "../t.h"
#include <orthotope.h>

int main(void) {
    void *p = orthotope_reallocarray(NULL, 100, 10);
    CHECK(p != NULL);
    t_fill(p, 1000, 1);
    CHECK_FAILS(orthotope_reallocarray(t_opaque(p), t_size(SIZE_MAX), 2), ENOMEM);
    p = orthotope_reallocarray(p, 1000, 10);
    CHECK(p != NULL);
    CHECK_FILLED(p, 1000, 1);
    p = orthotope_reallocf(p, 100000);
    CHECK(p != NULL);
    CHECK_FILLED(p, 1000, 1);
    CHECK_FAILS(orthotope_reallocf(p, t_size(SIZE_MAX)), ENOMEM); // and p is gone
    return 0;
}
