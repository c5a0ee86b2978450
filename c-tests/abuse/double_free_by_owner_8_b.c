// A block of 8 B that its owner frees after another thread did.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "other_thread.h"

int main(void) {
    void *p = malloc(8);
    t_named(p);
    free_in_other_thread(p);
    free(t_opaque(p));
    return 0;
}
