// exit() in a thread, while main waits and others allocate, runs the exit handlers and ends.
// expect: exit 5
#include "../t.h"

static void *churn(void *unused) {
    for (size_t n = 1;; n = n * 3 % 70001) {
        void *p = malloc(n);
        if (!p) _exit(1);
        free(p);
    }
    return unused;
}

static void *leave(void *unused) {
    usleep(100000);
    free(malloc(1000));
    exit(5);
    return unused;
}

static void at_exit(void) { free(malloc(100000)); }

int main(void) {
    pthread_t t;
    atexit(at_exit);
    for (int i = 0; i < 3; i++) CHECK_EQ(pthread_create(&t, NULL, churn, NULL), 0);
    CHECK_EQ(pthread_create(&t, NULL, leave, NULL), 0);
    CHECK_EQ(pthread_join(t, NULL), 0);
    return 1;
}
