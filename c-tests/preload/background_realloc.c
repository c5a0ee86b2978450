// What realloc cuts off large blocks is given back too when no call follows.
// env: ORTHOTOPE_BACKGROUND=1
// env: ORTHOTOPE_LARGE_WINDOW_MS=100
#include "background.h"

int main(void) {
    long before = t_rss_mib();
    char *p = malloc(100 * MIB);
    CHECK(p != NULL);
    memset(p, 1, 100 * MIB);
    CHECK_GE(t_rss_mib(), before + 95);
    p = realloc(p, 20 * MIB);
    CHECK(p != NULL);
    wait_for_rss(before + 22);
    CHECK_EQ(p[20 * MIB - 1], 1);
    return 0;
}
