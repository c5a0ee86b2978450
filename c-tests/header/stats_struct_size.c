// orthotope_stats fills what the caller's struct_size has room for, and nothing after it.
// needs: orthotope.h
#include "../t.h"
#include <orthotope.h>

int main(void) {
    orthotope_stats_t stats[2];
    unsigned char *bytes = (unsigned char *)stats;
    void *p = orthotope_malloc(10 * MIB);
    CHECK(p != NULL);
    // A caller built against an older, shorter struct; one of this version; one of a later version.
    static const size_t sizes[] = {sizeof(size_t), 2 * sizeof(size_t), sizeof *stats, sizeof *stats + 16};
    for (int k = 0; k < 4; k++) {
        memset(stats, 0xa5, sizeof stats);
        stats->struct_size = sizes[k];
        CHECK_EQ(orthotope_stats(stats), 0);
        for (size_t i = sizes[k]; i < sizeof stats; i++) CHECK_EQ(bytes[i], 0xa5);
        if (k > 0) CHECK_GE(stats->live, 10 * MIB);
    }
    orthotope_free(p);
    return 0;
}
