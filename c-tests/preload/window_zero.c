// With retention windows of 0 ms freed memory goes back to the OS in the program's next calls.
// env: ORTHOTOPE_SMALL_WINDOW_MS=0
// env: ORTHOTOPE_LARGE_WINDOW_MS=0
#include "../t.h"

int main(void) {
    enum { SMALL = 50 * 1024, LARGE = 25 };
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
    for (int i = 0; i < SMALL; i++) free(small[i]);
    for (int i = 0; i < LARGE; i++) free(large[i]);
    for (int i = 0; i < 500 && t_rss_mib() > 30; i++) {
        for (size_t n = 1; n < 2 * MIB; n *= 2) {
            void *p = malloc(n);
            CHECK(p != NULL);
            free(p);
        }
        usleep(5000);
    }
    CHECK_LE(t_rss_mib(), 30);
    return 0;
}
