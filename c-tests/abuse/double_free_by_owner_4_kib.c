// A block of 4 KiB that its owner frees after another thread did.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "other_thread.h"

int main(void) {
    void *p = malloc(4 * KIB);
    t_named(p);
    free_in_other_thread(p);
    free(t_opaque(p));
    return 0;
}
