// calloc's blocks are zero over the whole size asked for, from 1 B to 64 MiB.
#include "../t.h"

int main(void) {
    for (size_t n = 1; n <= 64 * MIB; n = n < 300 ? n + 1 : n + n / 3 + 13) {
        unsigned char *p = calloc(n, 1), *q = calloc(1, n);
        CHECK(p && q);
        CHECK_ZERO(p, n);
        CHECK_ZERO(q, n);
        free(p);
        free(q);
    }
    return 0;
}
