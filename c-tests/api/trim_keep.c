// malloc_trim(keep) leaves so much of the freed memory where it is, and gives the rest back.
// env: ORTHOTOPE_HARDEN=1
// glibc: no
#include "../t.h"

int main(void) {
    enum { COUNT = 100, KEPT = 40 };
    static void *blocks[COUNT];
    long before = t_rss_mib();
    for (int i = 0; i < COUNT; i++) {
        CHECK((blocks[i] = malloc(2 * MIB)) != NULL);
        memset(blocks[i], 1, 2 * MIB);
    }
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    CHECK_EQ(malloc_trim(KEPT * MIB), 1);
    CHECK_GE(t_rss_mib(), before + KEPT - 4);
    CHECK_LE(t_rss_mib(), before + KEPT + 8);
    CHECK_EQ(malloc_trim(0), 1);
    CHECK_LE(t_rss_mib(), before + 8);
    return 0;
}
