// ORTHOTOPE_DISABLE=1: threads, their ends and fork work as without the library.
// env: ORTHOTOPE_DISABLE=1
#include "../fork/churn.h"

int main(void) {
    static struct churn threads[4];
    churn_start(threads, 4);
    for (int i = 0; i < 50; i++) {
        pid_t pid = fork_timed();
        if (pid == 0) {
            use_heap();
            _exit(0);
        }
        expect_exit(pid, 0);
    }
    churn_stop(threads, 4);
    return 0;
}
