// A block of 32 MiB freed twice in a row.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

int main(void) {
    void *p = malloc(32 * MIB);
    t_named(p);
    free(p);
    free(t_opaque(p));
    return 0;
}
