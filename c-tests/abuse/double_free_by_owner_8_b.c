// A block of 8 B that its owner frees after another thread did.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

static void *drop(void *p) {
    free(p);
    return NULL;
}

int main(void) {
    void *p = malloc(8);
    pthread_t t;
    t_named(p);
    CHECK_EQ(pthread_create(&t, NULL, drop, p), 0);
    CHECK_EQ(pthread_join(t, NULL), 0);
    free(t_opaque(p));
    return 0;
}
