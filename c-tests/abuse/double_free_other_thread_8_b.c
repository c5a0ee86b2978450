// A block of 8 B that another thread frees after its owner did.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

static void *drop(void *p) {
    free(p);
    return NULL;
}

int main(void) {
    // A second block, so that what pthread_create takes is not put where the first one was.
    void *p = malloc(8), *neighbour = malloc(8);
    pthread_t t;
    t_named(p);
    free(p);
    CHECK_EQ(pthread_create(&t, NULL, drop, t_opaque(p)), 0);
    CHECK_EQ(pthread_join(t, NULL), 0);
    free(neighbour);
    return 0;
}
