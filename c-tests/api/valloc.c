// valloc aligns to the OS page.
#include "../t.h"

int main(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (size_t n = 0; n < 200000; n = n * 3 + 1) {
        void *p = valloc(n);
        CHECK(p != NULL);
        CHECK_ALIGNED(p, page);
        CHECK_GE(malloc_usable_size(p), n);
        t_fill(p, n, n);
        CHECK_FILLED(p, n, n);
        free(p);
    }
    return 0;
}
