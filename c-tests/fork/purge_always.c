// With retention windows of 0 ms, forks while four threads allocate leave parent and child in order.
// env: ORTHOTOPE_SMALL_WINDOW_MS=0
// env: ORTHOTOPE_LARGE_WINDOW_MS=0
#include "churn.h"

int main(void) {
    static struct churn threads[4];
    churn_start(threads, 4);
    for (int i = 0; i < 200; i++) {
        pid_t pid = fork_timed();
        if (pid == 0) {
            churn_free(threads, 4);
            use_heap();
            malloc_trim(0);
            use_heap();
            _exit(0);
        }
        expect_exit(pid, 0);
    }
    churn_stop(threads, 4);
    return 0;
}
