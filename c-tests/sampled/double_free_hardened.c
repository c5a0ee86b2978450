// The same at a level at which no thread has a cache.
// expect: SIGABRT "orthotope: free(): double free of 0x" " (64 bytes, sampled)"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
// env: ORTHOTOPE_HARDEN=2
#include "../t.h"

int main(void) {
    void *p = malloc(64);
    t_named(p);
    free(p);
    free(t_opaque(p));
    return 0;
}
