// A report, and the program goes on: the second free did nothing.
// expect: exit 0 "orthotope: free(): double free of 0x" " (64 bytes, sampled)"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
// env: ORTHOTOPE_ON_MISUSE=report
#include "../t.h"

int main(void) {
    void *p = malloc(64);
    t_named(p);
    free(p);
    free(t_opaque(p));
    for (int i = 0; i < 1000; i++) {
        void *q = malloc(64);
        t_fill(q, 64, (uint64_t)i);
        free(q);
    }
    return 0;
}
