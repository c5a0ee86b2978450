// posix_spawn while other threads allocate.
#include "churn.h"
#include <spawn.h>

extern char **environ;

int main(void) {
    static struct churn threads[4];
    churn_start(threads, 4);
    for (int i = 0; i < 100; i++) {
        char *argv[] = {"sh", "-c", "exit 9", NULL};
        pid_t pid;
        CHECK_EQ(posix_spawn(&pid, "/bin/sh", NULL, NULL, argv, environ), 0);
        expect_exit(pid, 9);
    }
    churn_stop(threads, 4);
    return 0;
}
