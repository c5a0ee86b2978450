// reallocf does what realloc does when it succeeds.
// glibc: no
#include "../t.h"

int main(void) {
    unsigned char *p = reallocf(t_opaque(NULL), 50);
    CHECK(p != NULL);
    t_fill(p, 50, 9);
    p = reallocf(p, 5 * MIB);
    CHECK(p != NULL);
    CHECK_FILLED(p, 50, 9);
    p = reallocf(p, 10);
    CHECK(p != NULL);
    CHECK_FILLED_AS(p, 10, 50, 9);
    CHECK_NULL(reallocf(p, t_size(0)));
    return 0;
}
