// calloc clears what a shrunk or moved block left behind.
#include "../t.h"

int main(void) {
    for (int round = 0; round < 20; round++) {
        unsigned char *p = malloc(16 * MIB);
        CHECK(p != NULL);
        memset(p, 0xee, 16 * MIB);
        p = realloc(p, 3 * MIB + (size_t)round * 100000);
        CHECK(p != NULL);
        unsigned char *q = calloc(12 * MIB, 1);
        CHECK(q != NULL);
        CHECK_ZERO(q, 12 * MIB);
        memset(q, 0xdd, 12 * MIB);
        free(p);
        free(q);
    }
    return 0;
}
