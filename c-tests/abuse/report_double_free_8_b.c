// With ORTHOTOPE_ON_MISUSE=report a double free of 8 B is a line and nothing else: the block is not handed out twice.
// expect: exit 0 "orthotope: free(): double free of 0x"
// env: ORTHOTOPE_ON_MISUSE=report
#include "report.h"

int main(void) {
    void *p = malloc(8);
    t_named(p);
    free(p);
    free(t_opaque(p));
    all_differ(8);
    return 0;
}
