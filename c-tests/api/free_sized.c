// free_sized frees blocks of malloc, calloc and realloc, told the size that was asked for.
// glibc: no
#include "../t.h"

int main(void) {
    for (int round = 0; round < 20; round++)
        for (size_t n = 0; n < 4 * MIB; n = n * 2 + 5) {
            void *p = malloc(n), *q = calloc(1, n), *r = realloc(malloc(1), n ? n : 1);
            CHECK(p && q && r);
            memset(p, 1, n);
            memset(r, 1, n);
            free_sized(p, n);
            free_sized(q, n);
            free_sized(r, n ? n : 1);
        }
    CHECK_LE(t_rss_mib(), 100);
    return 0;
}
