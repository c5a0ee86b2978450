// malloc_trim gives freed small blocks back to the OS.
#include "../t.h"

int main(void) {
    enum { COUNT = 200 * 1024 };
    static void *blocks[COUNT];
    for (int i = 0; i < COUNT; i++) {
        CHECK((blocks[i] = malloc(1000)) != NULL);
        memset(blocks[i], 1, 1000);
    }
    CHECK_GE(t_rss_mib(), 190);
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    int trimmed = malloc_trim(0);
    CHECK(trimmed == 0 || trimmed == 1);
    CHECK_LE(t_rss_mib(), 40);
    return 0;
}
