// A program that needs more than the arena gets it, small blocks and large.
// glibc: yes
// env: ORTHOTOPE_ARENA_SIZE=64M
#include "../t.h"

enum { SMALL = 200 * 1024, LARGE = 100 };
static void *small[SMALL], *large[LARGE];

int main(void) {
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < SMALL; i++) {
            CHECK((small[i] = malloc(1000)) != NULL);
            t_fill(small[i], 1000, i);
            if (i % (SMALL / LARGE) == 0 && i / (SMALL / LARGE) < LARGE) {
                size_t k = i / (SMALL / LARGE);
                CHECK((large[k] = malloc(2 * MIB)) != NULL);
                t_fill(large[k], 2 * MIB, k);
            }
        }
        for (size_t i = 0; i < SMALL; i++) {
            CHECK_FILLED(small[i], 1000, i);
            CHECK_GE(malloc_usable_size(small[i]), 1000);
            free(small[i]);
        }
        for (size_t k = 0; k < LARGE; k++) {
            CHECK((large[k] = realloc(large[k], 3 * MIB)) != NULL);
            CHECK_FILLED_AS(large[k], 2 * MIB - 4096, 2 * MIB, k);
            free(large[k]);
        }
    }
    malloc_trim(0);
    CHECK_LE(t_rss_mib(), 100);
    return 0;
}
