// posix_memalign aligns to 64 MiB.
#include "../t.h"

int main(void) {
    for (int round = 0; round < 4; round++) {
        void *small = NULL, *large = NULL;
        CHECK_EQ(posix_memalign(&small, 64 * MIB, 100), 0);
        CHECK_EQ(posix_memalign(&large, 64 * MIB, 70 * MIB), 0);
        CHECK_ALIGNED(small, 64 * MIB);
        CHECK_ALIGNED(large, 64 * MIB);
        t_fill(small, 100, 1);
        t_fill(large, 70 * MIB, 2);
        CHECK_FILLED(small, 100, 1);
        CHECK_FILLED(large, 70 * MIB, 2);
        free(small);
        free(large);
    }
    return 0;
}
