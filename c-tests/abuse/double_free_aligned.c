// A block of aligned_alloc freed twice.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

int main(void) {
    void *p = aligned_alloc(4096, 100);
    t_named(p);
    free(p);
    free(t_opaque(p));
    return 0;
}
