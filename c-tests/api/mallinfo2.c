// mallinfo2's uordblks grows by at least what was allocated, and shrinks when it is freed.
#include "../t.h"

int main(void) {
    enum { COUNT = 4000 };
    static void *blocks[COUNT];
    size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    for (int i = 0; i < COUNT; i++) CHECK((blocks[i] = malloc(5000)) != NULL);
    void *large = malloc(30 * MIB);
    CHECK(large != NULL);
    size_t held = mallinfo2().uordblks + mallinfo2().hblkhd;
    CHECK_GE(held, before + COUNT * (size_t)5000 + 30 * MIB);
    free(large);
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    CHECK_LE(mallinfo2().uordblks + mallinfo2().hblkhd, held - 40 * MIB);
    return 0;
}
