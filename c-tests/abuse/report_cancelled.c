// With ORTHOTOPE_ON_MISUSE=report a thread that is to be cancelled goes on after the line, to its next cancellation point.
// expect: exit 0 "orthotope: free(): double free of 0x"
// env: ORTHOTOPE_ON_MISUSE=report
#include "../t.h"

static int through;

static void *work(void *p) {
    CHECK_EQ(pthread_cancel(pthread_self()), 0);
    free(p);
    free(t_opaque(p));
    through = 1;
    pthread_testcancel();
    return NULL;
}

int main(void) {
    void *p = malloc(100), *result;
    pthread_t t;
    t_named(p);
    CHECK_EQ(pthread_create(&t, NULL, work, p), 0);
    CHECK_EQ(pthread_join(t, &result), 0);
    CHECK_EQ(through, 1);
    CHECK_EQ(result, PTHREAD_CANCELED);
    return 0;
}
