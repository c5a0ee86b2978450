// With ORTHOTOPE_ON_MISUSE=report realloc of what is no block gives NULL and EINVAL.
// expect: exit 0 "orthotope: realloc(): invalid pointer 0x"
// env: ORTHOTOPE_ON_MISUSE=report
#include "../t.h"

int main(void) {
    int local[8] = {0};
    t_named(local);
    CHECK_FAILS(realloc(t_opaque(local), 100), EINVAL);
    return 0;
}
