// What libc does in every thread (setgid) and to every thread (exec) finds the helper willing.
// env: ORTHOTOPE_BACKGROUND=1
#include "background.h"

int main(int argc, char **argv) {
    leave_a_tenth(20, 20);
    CHECK_EQ(threads(), 2);
    CHECK_EQ(setgid(getgid()), 0);
    if (argc == 1) {
        execl("/proc/self/exe", argv[0], "again", NULL);
        t_fail(__FILE__, __LINE__, "execl: errno %d", errno);
    }
    return 0;
}
