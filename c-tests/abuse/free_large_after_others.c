// A large block freed again after much else was allocated and freed.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

int main(void) {
    void *p = malloc(32 * MIB);
    t_named(p);
    free(p);
    for (int i = 0; i < 1000; i++) free(malloc(70000 + (size_t)i * 64));
    free(t_opaque(p));
    return 0;
}
