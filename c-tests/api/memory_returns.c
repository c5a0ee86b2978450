// Freed memory goes back to the OS without malloc_trim, once the retention windows are over.
// glibc: no
#include "../t.h"

int main(void) {
    enum { SMALL = 100 * 1024, LARGE = 50 };
    static void *small[SMALL];
    void *large[LARGE];
    for (int i = 0; i < SMALL; i++) {
        CHECK((small[i] = malloc(1000)) != NULL);
        memset(small[i], 1, 1000);
    }
    for (int i = 0; i < LARGE; i++) {
        CHECK((large[i] = malloc(2 * MIB)) != NULL);
        memset(large[i], 1, 2 * MIB);
    }
    CHECK_GE(t_rss_mib(), 190);
    for (int i = 0; i < SMALL; i++) free(small[i]);
    for (int i = 0; i < LARGE; i++) free(large[i]);
    // 1 s for pages of small blocks, 10 s for large runs; given back in the program's own calls, a few MiB each.
    for (int tick = 0; tick < 135 && t_rss_mib() > 40; tick++) {
        usleep(100000);
        for (int i = 0; i < 40; i++) {
            void *p = malloc((size_t)10000 * (i + 1));
            CHECK(p != NULL);
            free(p);
        }
    }
    CHECK_LE(t_rss_mib(), 40);
    return 0;
}
