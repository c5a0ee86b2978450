// A child of fork makes a helper thread of its own with its next slow calls, and is given back to like the parent.
// env: ORTHOTOPE_BACKGROUND=1
// env: ORTHOTOPE_SMALL_WINDOW_MS=100
// env: ORTHOTOPE_LARGE_WINDOW_MS=100
#include "background.h"
#include <sys/wait.h>

int main(void) {
    long before = t_rss_mib(), stays = leave_a_tenth(50, 100);
    CHECK_EQ(threads(), 2);
    for (int i = 0; i < 3; i++) {
        pid_t child = fork();
        CHECK_GE(child, 0);
        if (child == 0) {
            CHECK_EQ(threads(), 1);
            stays += leave_a_tenth(50, 100);
            CHECK_EQ(threads(), 2);
            wait_for_rss(before + stays * 11 / 10 + 2);
            _exit(0);
        }
        int status;
        CHECK_EQ(waitpid(child, &status, 0), child);
        CHECK_EQ(status, 0);
    }
    wait_for_rss(before + stays * 11 / 10 + 2);
    return 0;
}
