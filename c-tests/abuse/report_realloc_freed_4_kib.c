// With ORTHOTOPE_ON_MISUSE=report realloc of a block of 4 KiB that was freed gives NULL and EINVAL.
// expect: exit 0 "orthotope: realloc(): use of freed block 0x"
// env: ORTHOTOPE_ON_MISUSE=report
#include "report.h"

int main(void) {
    void *p = malloc(4 * KIB);
    t_named(p);
    free(p);
    CHECK_FAILS(realloc(t_opaque(p), 2 * 4 * KIB), EINVAL);
    all_differ(4 * KIB);
    return 0;
}
