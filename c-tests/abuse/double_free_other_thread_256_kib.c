// A block of 256 KiB that another thread frees after its owner did.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

static void *drop(void *p) {
    free(p);
    return NULL;
}

int main(void) {
    void *p = malloc(256 * KIB);
    pthread_t t;
    t_named(p);
    free(p);
    CHECK_EQ(pthread_create(&t, NULL, drop, t_opaque(p)), 0);
    CHECK_EQ(pthread_join(t, NULL), 0);
    return 0;
}
