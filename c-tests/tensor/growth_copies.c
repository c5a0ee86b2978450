// A buffer that grows by half from 1 MiB to 4 GiB is copied once at most, while it has 4 MiB at most. Only its first MiB is
// written, so a copy would make the rest resident.
// glibc: no
#include "../t.h"
#include "tensors.h"

int main(void) {
    size_t n = MIB;
    unsigned char *block = tensor_take(n);
    t_fill(block, MIB, 1);
    long base = t_status_kib("VmRSS:"), copied = 0;
    while (n < 4 * GIB) {
        size_t more = n + n / 2 < 4 * GIB ? n + n / 2 : 4 * GIB;
        unsigned char *grown = realloc(block, more);
        CHECK(grown != NULL);
        CHECK_FILLED(grown, MIB, 1);
        long now = t_status_kib("VmRSS:");
        // Beyond 4 MiB nothing may be copied. Some kernels (6.2 to 6.15) are wrong by up to 32 pages for each core.
        if (n > 4 * MIB) CHECK_LE(now - base, copied + 256);
        copied = now - base;
        block = grown;
        n = more;
    }
    // 3456 KiB are copied, from 3.4 to 5.1 MiB: two huge pages. What else there is are descriptors.
    CHECK_LE(copied, 4096 + 256);
    free(block);
    return 0;
}
