// malloc_usable_size is at least what was asked for, and every byte of it can be written.
#include "../t.h"

enum { COUNT = 400 };
static unsigned char *blocks[COUNT];

int main(void) {
    size_t n = 0;
    for (int i = 0; i < COUNT; i++, n = n < 300 ? n + 1 : n + n / 8) {
        if (n > 40 * MIB) n = 301;
        blocks[i] = malloc(n);
        CHECK(blocks[i] != NULL);
        CHECK_GE(malloc_usable_size(blocks[i]), n);
        if (n > MIB) {
            size_t all = malloc_usable_size(blocks[i]);
            blocks[i][0] = blocks[i][all - 1] = 1;
            free(blocks[i]);
            blocks[i] = NULL;
            continue;
        }
        t_fill(blocks[i], malloc_usable_size(blocks[i]), (uint64_t)i);
    }
    for (int i = 0; i < COUNT; i++)
        if (blocks[i]) {
            CHECK_FILLED(blocks[i], malloc_usable_size(blocks[i]), (uint64_t)i);
            free(blocks[i]);
        }
    return 0;
}
