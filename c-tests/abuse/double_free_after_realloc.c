// The old address of a block that realloc moved.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

int main(void) {
    void *p = malloc(100);
    t_named(p);
    void *q = realloc(p, 100000);
    CHECK_NE(q, t_opaque(p));
    free(t_opaque(p));
    return 0;
}
