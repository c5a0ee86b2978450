// A forked child that leaves by exit(), with its handlers and stdio, while the parent's threads run.
#include "churn.h"

static void at_exit(void) { use_heap(); }

int main(void) {
    static struct churn threads[4];
    atexit(at_exit);
    churn_start(threads, 4);
    for (int i = 0; i < 200; i++) {
        pid_t pid = fork_timed();
        if (pid == 0) {
            churn_free(threads, 4);
            exit(i % 100);
        }
        expect_exit(pid, i % 100);
    }
    churn_stop(threads, 4);
    return 0;
}
