// A forked child starts threads of its own that allocate and free the parent's threads' blocks.
#include "churn.h"

static struct churn threads[4];

static void *work(void *arg) {
    churn_free((struct churn *)arg, 1);
    use_heap();
    return NULL;
}

int main(void) {
    churn_start(threads, 4);
    for (int i = 0; i < 100; i++) {
        pid_t pid = fork_timed();
        if (pid == 0) {
            pthread_t mine[4];
            for (int j = 0; j < 4; j++) CHECK_EQ(pthread_create(&mine[j], NULL, work, &threads[j]), 0);
            for (int j = 0; j < 4; j++) CHECK_EQ(pthread_join(mine[j], NULL), 0);
            _exit(0);
        }
        expect_exit(pid, 0);
    }
    churn_stop(threads, 4);
    return 0;
}
