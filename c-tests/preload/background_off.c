// Without the setting there is no helper thread, and a program that makes no call keeps what it had.
// env: ORTHOTOPE_BACKGROUND=0
// env: ORTHOTOPE_SMALL_WINDOW_MS=300
// env: ORTHOTOPE_LARGE_WINDOW_MS=300
#include "background.h"

int main(void) {
    leave_a_tenth(50, 50);
    CHECK_EQ(threads(), 1);
    long held = t_rss_mib();
    usleep(900000);
    CHECK_GE(t_rss_mib(), held - 1);
    return 0;
}
