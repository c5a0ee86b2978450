// A block that another thread has freed.
// expect: SIGSEGV "orthotope: use after free, a write at 0x" ": 0 bytes into the 4096-byte block at 0x" ", freed"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

static void *release(void *p) {
    free(p);
    return NULL;
}

int main(void) {
    pthread_t thread;
    unsigned char *p = malloc(4096);
    t_named(p);
    CHECK_EQ(pthread_create(&thread, NULL, release, p), 0);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    ((volatile unsigned char *)t_opaque(p))[0] = 1;
    return 0;
}
