// malloc_trim leaves live blocks and their contents alone, and freed memory can be used again.
#include "../t.h"

enum { COUNT = 20000 };
static void *blocks[COUNT];
static size_t sizes[COUNT];

int main(void) {
    uint64_t seed = 11;
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < COUNT; i++) {
            if (blocks[i]) continue;
            sizes[i] = t_rand(&seed) % (i % 100 == 0 ? 300000 : 3000);
            CHECK((blocks[i] = malloc(sizes[i])) != NULL);
            t_fill(blocks[i], sizes[i], (uint64_t)i);
        }
        for (int i = 0; i < COUNT; i++)
            if (t_rand(&seed) % 4) {
                free(blocks[i]);
                blocks[i] = NULL;
            }
        malloc_trim(0);
        for (int i = 0; i < COUNT; i++)
            if (blocks[i]) CHECK_FILLED(blocks[i], sizes[i], (uint64_t)i);
    }
    return 0;
}
