// exit() in main while other threads allocate and free ends the program with its status.
// expect: exit 7
#include "../t.h"

static void *churn(void *arg) {
    uint64_t seed = (uint64_t)(uintptr_t)arg;
    void *blocks[64] = {0};
    for (;;) {
        size_t i = t_rand(&seed) % 64;
        free(blocks[i]);
        blocks[i] = malloc(t_rand(&seed) % 100000);
        if (!blocks[i]) _exit(1);
    }
}

static void at_exit(void) {
    for (int i = 0; i < 10000; i++) free(malloc((size_t)i));
}

int main(void) {
    atexit(at_exit);
    for (uintptr_t i = 1; i <= 6; i++) {
        pthread_t t;
        CHECK_EQ(pthread_create(&t, NULL, churn, (void *)i), 0);
    }
    usleep(200000);
    exit(7);
}
