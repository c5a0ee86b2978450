// calloc clears large blocks that come back dirty, whole, in part, or after the memory was given back.
#include "../t.h"

int main(void) {
    uint64_t seed = 7;
    for (int round = 0; round < 60; round++) {
        size_t dirty = 64 * KIB + t_rand(&seed) % (12 * MIB), n = 64 * KIB + t_rand(&seed) % (12 * MIB);
        unsigned char *p = malloc(dirty), *other = malloc(dirty / 2 + 1);
        CHECK(p && other);
        memset(p, 0xa5, dirty);
        memset(other, 0x5a, dirty / 2 + 1);
        free(p);
        if (round % 5 == 4) malloc_trim(0);
        p = calloc(1, n);
        CHECK(p != NULL);
        CHECK_ZERO(p, n);
        memset(p, 0xff, n);
        free(p);
        free(other);
    }
    return 0;
}
