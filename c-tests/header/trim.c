// orthotope_malloc_trim gives freed memory back to the OS.
// needs: orthotope.h
#include "../t.h"
#include <orthotope.h>

int main(void) {
    enum { COUNT = 100 };
    void *blocks[COUNT];
    for (int i = 0; i < COUNT; i++) {
        CHECK((blocks[i] = orthotope_malloc(MIB)) != NULL);
        memset(blocks[i], 1, MIB);
    }
    for (int i = 0; i < COUNT; i++) orthotope_free(blocks[i]);
    CHECK_EQ(orthotope_malloc_trim(0), 1);
    CHECK_EQ(orthotope_malloc_trim(0), 0);
    CHECK_LE(t_rss_mib(), 40);
    return 0;
}
