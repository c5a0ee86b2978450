// mallinfo (the one with ints) grows with what was allocated, too.
#include "../t.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

int main(void) {
    enum { COUNT = 4000 };
    static void *blocks[COUNT];
    int before = mallinfo().uordblks;
    for (int i = 0; i < COUNT; i++) CHECK((blocks[i] = malloc(5000)) != NULL);
    int held = mallinfo().uordblks;
    CHECK_GE(held, before + COUNT * 5000);
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    CHECK_LE(mallinfo().uordblks, held - COUNT * 4000);
    return 0;
}
