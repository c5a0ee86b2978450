// A block's usable size never changes while it lives, whatever happens around it.
#include "../t.h"

enum { COUNT = 300 };
static void *blocks[COUNT];
static size_t usable[COUNT];

int main(void) {
    uint64_t seed = 3;
    for (int i = 0; i < COUNT; i++) {
        blocks[i] = malloc((size_t)i * i * 20);
        CHECK(blocks[i] != NULL);
        usable[i] = malloc_usable_size(blocks[i]);
    }
    for (int step = 0; step < 20000; step++) {
        void *p = malloc(t_rand(&seed) % 100000);
        CHECK(p != NULL);
        free(p);
        int i = (int)(t_rand(&seed) % COUNT);
        CHECK_EQ(malloc_usable_size(blocks[i]), usable[i]);
    }
    malloc_trim(0);
    for (int i = 0; i < COUNT; i++) {
        CHECK_EQ(malloc_usable_size(blocks[i]), usable[i]);
        free(blocks[i]);
    }
    return 0;
}
