// glibc's own settings of malloc do nothing: fresh memory stays zero although MALLOC_PERTURB_ and the tunable ask for
// a pattern.
// env: MALLOC_PERTURB_=85
// env: GLIBC_TUNABLES=glibc.malloc.perturb=85
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(20 * MIB), *q = malloc(1000);
    CHECK(p && q);
    CHECK_ZERO(p, 20 * MIB);
    CHECK_GE(mallopt(M_PERTURB, 85), 1);
    free(p);
    free(q);
    return 0;
}
