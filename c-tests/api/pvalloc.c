// pvalloc aligns to the OS page and rounds the size up to whole ones.
#include "../t.h"

int main(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (size_t n = 1; n < 200000; n = n * 3 + 1) {
        void *p = pvalloc(n);
        CHECK(p != NULL);
        CHECK_ALIGNED(p, page);
        size_t whole = (n + page - 1) / page * page;
        CHECK_GE(malloc_usable_size(p), whole);
        t_fill(p, whole, n);
        CHECK_FILLED(p, whole, n);
        free(p);
    }
    void *p = pvalloc(0);
    CHECK(p != NULL);
    CHECK_ALIGNED(p, page);
    free(p);
    return 0;
}
