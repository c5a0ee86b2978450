// orthotope_valloc and _pvalloc do what the plain names do.
// needs: orthotope.h
#include "../t.h"
#include <orthotope.h>

int main(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    void *p = orthotope_valloc(100), *q = orthotope_pvalloc(page + 1);
    CHECK(p && q);
    CHECK_ALIGNED(p, page);
    CHECK_ALIGNED(q, page);
    CHECK_GE(orthotope_malloc_usable_size(q), 2 * page);
    orthotope_free(p);
    orthotope_free(q);
    CHECK_FAILS(orthotope_valloc(t_size(TOO_LARGE)), ENOMEM);
    CHECK_FAILS(orthotope_pvalloc(t_size(SIZE_MAX)), ENOMEM);
    return 0;
}
