// A large block shrunk to a small one gives its memory up.
#include "../t.h"

int main(void) {
    enum { COUNT = 20 };
    unsigned char *blocks[COUNT];
    for (int i = 0; i < COUNT; i++) {
        blocks[i] = malloc(20 * MIB);
        CHECK(blocks[i] != NULL);
        t_fill(blocks[i], 20 * MIB, (uint64_t)i);
        memset(blocks[i] + 100, i, 20 * MIB - 100);
        blocks[i] = realloc(blocks[i], 100);
        CHECK(blocks[i] != NULL);
        CHECK_FILLED_AS(blocks[i], 100, 20 * MIB, (uint64_t)i);
    }
    malloc_trim(0);
    CHECK_LE(t_rss_mib(), 100); // of 400 MiB
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    return 0;
}
