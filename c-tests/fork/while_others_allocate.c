// 1000 forks while eight threads allocate: every child frees the parent's blocks and allocates its own.
#include "churn.h"

int main(void) {
    static struct churn threads[8];
    churn_start(threads, 8);
    for (int i = 0; i < 1000; i++) {
        void *mine = malloc(1000);
        CHECK(mine != NULL);
        pid_t pid = fork_timed();
        if (pid == 0) {
            free(mine);
            churn_free(threads, 8);
            use_heap();
            _exit(0);
        }
        expect_exit(pid, 0);
        free(mine);
    }
    churn_stop(threads, 8);
    return 0;
}
