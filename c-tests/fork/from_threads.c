// Threads fork at the same time as each other and as others allocate.
#include "churn.h"

static void *forker(void *unused) {
    for (int i = 0; i < 100; i++) {
        void *mine = malloc(5000);
        CHECK(mine != NULL);
        pid_t pid = fork_timed();
        if (pid == 0) {
            free(mine);
            use_heap();
            _exit(3);
        }
        expect_exit(pid, 3);
        free(mine);
    }
    return unused;
}

int main(void) {
    static struct churn threads[3];
    pthread_t forkers[3];
    churn_start(threads, 3);
    for (int i = 0; i < 3; i++) CHECK_EQ(pthread_create(&forkers[i], NULL, forker, NULL), 0);
    for (int i = 0; i < 3; i++) CHECK_EQ(pthread_join(forkers[i], NULL), 0);
    churn_stop(threads, 3);
    return 0;
}
