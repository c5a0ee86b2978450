// __libc_malloc and its kind stay glibc's own; their blocks can be given to the library's free and realloc.
#include "libc.h"

int main(void) {
    void *(*get)(size_t) = (void *(*)(size_t))libc_symbol("__libc_malloc");
    void *(*clear)(size_t, size_t) = (void *(*)(size_t, size_t))libc_symbol("__libc_calloc");
    size_t before = libc_in_use();
    unsigned char *p = get(100000), *q = clear(1000, 100);
    CHECK(p && q);
    CHECK_GE(libc_in_use(), before + 200000);
    CHECK_ZERO(q, 100000);
    t_fill(p, 100000, 1);
    p = realloc(p, 200000);
    CHECK(p != NULL);
    CHECK_FILLED_AS(p, 100000, 100000, 1);
    free(p);
    free(q);
    CHECK_LE(libc_in_use(), before + 50000);
    return 0;
}
