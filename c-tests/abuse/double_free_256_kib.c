// A block of 256 KiB freed twice in a row.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

int main(void) {
    void *p = malloc(256 * KIB);
    t_named(p);
    free(p);
    free(t_opaque(p));
    return 0;
}
