// Detached threads that still run when main returns do no harm.
#include "../t.h"

static void *churn(void *arg) {
    void *mine[50] = {0};
    for (int i = 0;; i = (i + 1) % 50) {
        free(mine[i]);
        mine[i] = malloc((size_t)(uintptr_t)arg * (size_t)(i + 1));
        if (!mine[i]) _exit(1);
    }
}

int main(void) {
    pthread_attr_t attr;
    CHECK_EQ(pthread_attr_init(&attr), 0);
    CHECK_EQ(pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED), 0);
    for (uintptr_t i = 1; i <= 8; i++) {
        pthread_t t;
        CHECK_EQ(pthread_create(&t, &attr, churn, (void *)(i * 300)), 0);
    }
    usleep(100000);
    return 0;
}
