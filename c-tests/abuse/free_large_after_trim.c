// A large block freed again after its memory went back to the OS.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

int main(void) {
    void *p = malloc(32 * MIB);
    t_named(p);
    free(p);
    malloc_trim(0);
    free(t_opaque(p));
    return 0;
}
