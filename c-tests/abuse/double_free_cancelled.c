// A block freed twice by a thread that is to be cancelled: it comes to abort, and does not end before.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

static void *work(void *p) {
    CHECK_EQ(pthread_cancel(pthread_self()), 0); // takes effect at the next cancellation point
    free(p);
    free(t_opaque(p));
    return NULL;
}

int main(void) {
    void *p = malloc(100);
    pthread_t t;
    t_named(p);
    CHECK_EQ(pthread_create(&t, NULL, work, p), 0);
    CHECK_EQ(pthread_join(t, NULL), 0);
    return 0;
}
