// A block of every size holds what is written to its first and last byte, and is freed.
#include "../t.h"

int main(void) {
    for (size_t bits = 0; bits <= 30; bits++)
        for (long long step = -34; step <= 66; step++) {
            long long n = (1ll << bits) + step;
            if (n < 1) continue;
            unsigned char *p = malloc((size_t)n);
            CHECK(p != NULL);
            p[0] = 1;
            p[n - 1] = 2;
            CHECK_GE(malloc_usable_size(p), n);
            free(p);
        }
    return 0;
}
