// Blocks that live at the same time share no byte.
#include "../t.h"

enum { COUNT = 4000 };
static void *blocks[COUNT];
static size_t sizes[COUNT];

int main(void) {
    uint64_t seed = 1;
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < COUNT; i++) {
            if (t_rand(&seed) % 3 == 0) continue; // survives this round
            if (blocks[i]) CHECK_FILLED(blocks[i], sizes[i], (uint64_t)i);
            free(blocks[i]);
            sizes[i] = (size_t)(t_rand(&seed) >> (40 + t_rand(&seed) % 20)) % (256 * KIB);
            blocks[i] = malloc(sizes[i]);
            CHECK(blocks[i] != NULL);
            t_fill(blocks[i], sizes[i], (uint64_t)i);
        }
    }
    for (int i = 0; i < COUNT; i++) {
        CHECK_FILLED(blocks[i], sizes[i], (uint64_t)i);
        free(blocks[i]);
    }
    return 0;
}
