// A block of calloc freed twice.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

int main(void) {
    void *p = calloc(10, 10);
    t_named(p);
    free(p);
    free(t_opaque(p));
    return 0;
}
