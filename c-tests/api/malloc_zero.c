// malloc(0) gives a unique block that can be freed.
#include "../t.h"

int main(void) {
    enum { COUNT = 200 };
    void *blocks[COUNT];
    for (int i = 0; i < COUNT; i++) {
        blocks[i] = malloc(0);
        CHECK(blocks[i] != NULL);
        for (int j = 0; j < i; j++) CHECK_NE(blocks[i], blocks[j]);
    }
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    return 0;
}
