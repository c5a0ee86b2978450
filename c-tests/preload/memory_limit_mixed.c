// What is free as small blocks serves large ones, and the other way round: only what is in use counts for good.
// env: ORTHOTOPE_MEMORY_LIMIT=64M
#include "limited.h"

int main(void) {
    for (int i = 0; i < 5; i++) {
        CHECK_GE(fill_up(1000), 55 * MIB);
        char *p = malloc(60 * MIB);
        CHECK(p != NULL);
        memset(p, 1, 60 * MIB);
        free(p);
        CHECK_GE(fill_up(300000), 50 * MIB);
    }
    return 0;
}
