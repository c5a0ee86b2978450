// A block of 256 KiB that another thread frees after its owner did.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "other_thread.h"

int main(void) {
    // A second block, so that what pthread_create takes is not put where the first one was.
    void *p = malloc(256 * KIB), *neighbour = malloc(256 * KIB);
    t_named(p);
    free(p);
    free_in_other_thread(t_opaque(p));
    free(neighbour);
    return 0;
}
