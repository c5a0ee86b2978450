// Forks while threads start and end: a child catches them in every state.
#include "churn.h"

static int stop;

static void *brief(void *unused) {
    use_heap();
    return unused;
}

static void *starter(void *unused) {
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        pthread_t threads[4];
        for (int i = 0; i < 4; i++) CHECK_EQ(pthread_create(&threads[i], NULL, brief, NULL), 0);
        for (int i = 0; i < 4; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    }
    return unused;
}

int main(void) {
    pthread_t starters[2];
    for (int i = 0; i < 2; i++) CHECK_EQ(pthread_create(&starters[i], NULL, starter, NULL), 0);
    for (int i = 0; i < 300; i++) {
        pid_t pid = fork_timed();
        if (pid == 0) {
            use_heap();
            pthread_t t;
            CHECK_EQ(pthread_create(&t, NULL, brief, NULL), 0);
            CHECK_EQ(pthread_join(t, NULL), 0);
            _exit(0);
        }
        expect_exit(pid, 0);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < 2; i++) CHECK_EQ(pthread_join(starters[i], NULL), 0);
    return 0;
}
