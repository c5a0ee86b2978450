// vfork and exec while other threads allocate.
#include "churn.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

int main(void) {
    static struct churn threads[4];
    churn_start(threads, 4);
    for (int i = 0; i < 100; i++) {
        pid_t pid = vfork();
        CHECK_GE(pid, 0);
        if (pid == 0) {
            execl("/bin/true", "true", (char *)NULL);
            _exit(127);
        }
        expect_exit(pid, 0);
        use_heap();
    }
    churn_stop(threads, 4);
    return 0;
}
