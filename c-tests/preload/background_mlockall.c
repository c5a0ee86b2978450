// Locked memory stays, and the helper neither spins on it nor harms it; unlocked, it is given back.
// env: ORTHOTOPE_BACKGROUND=1
// env: ORTHOTOPE_SMALL_WINDOW_MS=50
// env: ORTHOTOPE_LARGE_WINDOW_MS=50
#include "background.h"
#include <sys/mman.h>

int main(void) {
    leave_a_tenth(5, 10);
    if (mlockall(MCL_CURRENT | MCL_FUTURE)) {
        puts("may not lock memory here");
        return T_SKIP;
    }
    long before = t_rss_mib();
    leave_a_tenth(10, 40);
    struct rusage start, end;
    CHECK_EQ(getrusage(RUSAGE_SELF, &start), 0);
    usleep(1000000);
    CHECK_EQ(getrusage(RUSAGE_SELF, &end), 0);
    CHECK_LE(end.ru_nvcsw - start.ru_nvcsw, 100);
    CHECK_EQ(munlockall(), 0);
    wait_for_rss(before + 8);
    return 0;
}
