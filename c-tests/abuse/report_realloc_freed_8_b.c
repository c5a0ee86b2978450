// With ORTHOTOPE_ON_MISUSE=report realloc of a block of 8 B that was freed gives NULL and EINVAL.
// expect: exit 0 "orthotope: realloc(): use of freed block 0x"
// env: ORTHOTOPE_ON_MISUSE=report
#include "report.h"

int main(void) {
    void *p = malloc(8);
    t_named(p);
    free(p);
    CHECK_FAILS(realloc(t_opaque(p), 2 * 8), EINVAL);
    all_differ(8);
    return 0;
}
