// realloc keeps the contents up to the smaller size, for every pair of sizes from 1 B to 64 MiB.
#include "../t.h"

static const size_t sizes[] = {1,     15,    16,         17,        100,       128,     500,     1024,     4000,
                               4096,  9000,  20000,      65536,     65537,     131072,  200000,  MIB - 64, MIB,
                               MIB + 64, 2 * MIB, 3 * MIB + 5, 4 * MIB, 9 * MIB, 33 * MIB, 64 * MIB};
enum { COUNT = sizeof sizes / sizeof *sizes };

int main(void) {
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++) {
            size_t from = sizes[i], to = sizes[j], kept = from < to ? from : to;
            uint64_t seed = (uint64_t)(i * COUNT + j);
            unsigned char *p = malloc(from);
            CHECK(p != NULL);
            t_fill(p, from, seed);
            p = realloc(p, to);
            CHECK(p != NULL);
            CHECK_ALIGNED(p, 16);
            CHECK_GE(malloc_usable_size(p), to);
            CHECK_FILLED_AS(p, kept, from, seed);
            memset(p, 0x77, to < 8192 ? to : 8192);
            p[to - 1] = 0x77;
            free(p);
        }
    return 0;
}
