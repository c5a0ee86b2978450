// orthotope_stats without a struct, or with one too short to say its size, returns EINVAL and writes nothing.
// needs: orthotope.h
#include "../t.h"
#include <orthotope.h>

int main(void) {
    orthotope_stats_t stats;
    CHECK_EQ(orthotope_stats(NULL), EINVAL);
    for (size_t size = 0; size < sizeof(size_t); size++) {
        memset(&stats, 0xa5, sizeof stats);
        stats.struct_size = size;
        CHECK_EQ(orthotope_stats(&stats), EINVAL);
        CHECK_EQ(stats.struct_size, size);
        const unsigned char *bytes = (const unsigned char *)&stats;
        for (size_t i = sizeof(size_t); i < sizeof stats; i++) CHECK_EQ(bytes[i], 0xa5);
    }
    return 0;
}
