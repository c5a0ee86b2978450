// With ORTHOTOPE_THP=0 a touched byte does not become a huge page.
// env: ORTHOTOPE_THP=0
#include "../t.h"

int main(void) {
    enum { COUNT = 50 };
    char *blocks[COUNT];
    long before = t_rss_mib();
    for (int i = 0; i < COUNT; i++) {
        CHECK((blocks[i] = malloc(4 * MIB)) != NULL);
        blocks[i][2 * MIB + 100] = 1;
    }
    CHECK_LE(t_rss_mib(), before + 20); // 100 MiB if each had become 2 MiB
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    return 0;
}
