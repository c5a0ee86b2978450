// realloc of a block of the C library's own malloc keeps its contents.
// glibc: yes
#include "libc.h"

int main(void) {
    for (size_t n = 100; n < 20 * MIB; n = n * 3) {
        void *p = libc_malloc(n), *q = libc_malloc(n);
        t_fill(p, n, n);
        t_fill(q, n, n);
        p = realloc(p, n * 2);
        q = realloc(q, n / 2);
        CHECK(p && q);
        CHECK_FILLED(p, n, n);
        CHECK_FILLED_AS(q, n / 2, n, n);
        free(p);
        free(q);
    }
    return 0;
}
