// reallocarray whose product overflows gives NULL and ENOMEM and leaves the block alone.
#include "../t.h"

int main(void) {
    void *p = malloc(100);
    CHECK(p != NULL);
    t_fill(p, 100, 3);
    CHECK_FAILS(reallocarray(t_opaque(p), t_size(SIZE_MAX), 2), ENOMEM);
    CHECK_FAILS(reallocarray(t_opaque(p), t_size(SIZE_MAX / 16 + 2), 16), ENOMEM);
    CHECK_FAILS(reallocarray(t_opaque(p), t_size((size_t)1 << 32), (size_t)1 << 32), ENOMEM);
    CHECK_FAILS(reallocarray(t_opaque(p), t_size(TOO_LARGE), 1), ENOMEM);
    CHECK_FAILS(reallocarray(NULL, t_size(SIZE_MAX), 8), ENOMEM);
    CHECK_FILLED(p, 100, 3);
    free(p);
    return 0;
}
