// The helper thread does not keep a process alive, nor in the way of its end, whenever that comes.
// env: ORTHOTOPE_BACKGROUND=1
// env: ORTHOTOPE_SMALL_WINDOW_MS=0
// env: ORTHOTOPE_LARGE_WINDOW_MS=0
#include "background.h"
#include <sys/wait.h>

int main(void) {
    leave_a_tenth(10, 10);
    CHECK_EQ(threads(), 2);
    for (int i = 0; i < 60; i++) {
        pid_t child = fork();
        CHECK_GE(child, 0);
        if (child == 0) {
            leave_a_tenth(10, 10 + i);
            CHECK_EQ(threads(), 2);
            usleep((useconds_t)(i * 500));
            if (i % 2) exit(7);
            return 7;
        }
        int status;
        CHECK_EQ(waitpid(child, &status, 0), child);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    }
    return 0;
}
