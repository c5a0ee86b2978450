// Without hardening a large block's usable size is a multiple of 64 KiB, less than 64 KiB above what was asked for.
// env: ORTHOTOPE_HARDEN=1
// glibc: no
#include "../t.h"

int main(void) {
    for (size_t n = 64 * KIB + 1; n <= 100 * MIB; n += n / 3) {
        void *p = malloc(n);
        CHECK(p != NULL);
        CHECK_EQ(malloc_usable_size(p) % (64 * KIB), 0);
        CHECK_GE(malloc_usable_size(p), n);
        CHECK_LE(malloc_usable_size(p), n + 64 * KIB - 1);
        free(p);
    }
    return 0;
}
