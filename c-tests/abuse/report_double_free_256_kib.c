// With ORTHOTOPE_ON_MISUSE=report a double free of 256 KiB is a line and nothing else: the block is not handed out twice.
// expect: exit 0 "orthotope: free(): double free of 0x"
// env: ORTHOTOPE_ON_MISUSE=report
#include "report.h"

int main(void) {
    void *p = malloc(256 * KIB);
    t_named(p);
    free(p);
    free(t_opaque(p));
    all_differ(256 * KIB);
    return 0;
}
