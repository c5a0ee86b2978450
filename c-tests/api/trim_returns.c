// malloc_trim returns 1 when it gave memory back and 0 when there was nothing.
#include "../t.h"

int main(void) {
    enum { COUNT = 20000 };
    static void *blocks[COUNT];
    for (int i = 0; i < COUNT; i++) {
        CHECK((blocks[i] = malloc(5000)) != NULL);
        memset(blocks[i], 1, 5000);
    }
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    int first = malloc_trim(0);
    CHECK(first == 0 || first == 1);
    for (int i = 0; i < 3; i++) malloc_trim(0);
    CHECK_EQ(malloc_trim(0), 0);
    return 0;
}
