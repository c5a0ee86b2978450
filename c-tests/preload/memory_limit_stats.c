// orthotope_stats shows the limit and what counts against it.
// env: ORTHOTOPE_MEMORY_LIMIT=64M
// mode: linked
#include "../t.h"
#include <orthotope.h>

int main(void) {
    orthotope_stats_t stats = {.struct_size = sizeof stats};
    void *p = malloc(40 * MIB);
    CHECK(p != NULL);
    CHECK_EQ(orthotope_stats(&stats), 0);
    CHECK_EQ(stats.memory_limit, 64 * MIB);
    CHECK_GE(stats.held, 40 * MIB);
    CHECK_LE(stats.held, 45 * MIB);
    free(p);
    malloc_trim(0);
    CHECK_EQ(orthotope_stats(&stats), 0);
    CHECK_LE(stats.held, 4 * MIB);
    return 0;
}
