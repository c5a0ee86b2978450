// An address inside a small block, freed by a thread that did not allocate it: the way that looks at the start.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x" "it is inside the " "-byte block at 0x"
#include "../t.h"

static void *drop(void *p) {
    free(p);
    return NULL;
}

int main(void) {
    char *p = malloc(100);
    pthread_t t;
    t_named(p + 16);
    CHECK_EQ(pthread_create(&t, NULL, drop, t_opaque(p + 16)), 0);
    CHECK_EQ(pthread_join(t, NULL), 0);
    return 0;
}
