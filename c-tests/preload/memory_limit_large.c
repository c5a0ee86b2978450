// The same for large blocks, each byte of which is written: the process never holds more.
// env: ORTHOTOPE_MEMORY_LIMIT=64M
#include "limited.h"

int main(void) {
    long before = t_status_kib("VmRSS:");
    static const size_t sizes[] = {120000, MIB, 5 * MIB, 30 * MIB};
    for (int round = 0; round < 3; round++) {
        for (int k = 0; k < 4; k++) {
            static char *blocks[1024];
            size_t n = sizes[k], count = 0;
            errno = 0;
            while ((blocks[count] = malloc(n))) {
                memset(blocks[count++], 1, n);
                errno = 0;
            }
            CHECK_EQ(errno, ENOMEM);
            CHECK_LE(count * n, 64 * MIB);
            CHECK_GE(count * n, 54 * MIB);
            while (count) free(blocks[--count]);
        }
    }
    CHECK_FAILS(malloc(65 * MIB), ENOMEM);
    CHECK_FAILS(aligned_alloc(2 * MIB, 65 * MIB), ENOMEM);
    void *most = malloc(63 * MIB);
    CHECK(most != NULL);
    memset(most, 1, 63 * MIB);
    free(most);
    CHECK_LE(t_status_kib("VmHWM:") - before, 66 * 1024);
    return 0;
}
