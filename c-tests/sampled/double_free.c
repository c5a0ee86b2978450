// A block freed twice.
// expect: SIGABRT "orthotope: free(): double free of 0x" " (64 bytes, sampled)"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    void *p = malloc(64);
    t_named(p);
    free(p);
    for (int i = 0; i < 50; i++) free(t_opaque(malloc(64)));
    free(t_opaque(p));
    return 0;
}
