// aligned_alloc, memalign, valloc and pvalloc of size 0 give unique blocks that keep their alignment.
#include "../t.h"

int main(void) {
    for (size_t alignment = 16; alignment <= MIB; alignment *= 4) {
        void *p = aligned_alloc(alignment, t_size(0)), *q = memalign(alignment, t_size(0));
        CHECK(p && q && p != q);
        CHECK_ALIGNED(p, alignment);
        CHECK_ALIGNED(q, alignment);
        free(p);
        free(q);
    }
    void *p = valloc(t_size(0)), *q = pvalloc(t_size(0));
    CHECK(p && q && p != q);
    CHECK_ALIGNED(p, (size_t)sysconf(_SC_PAGESIZE));
    CHECK_ALIGNED(q, (size_t)sysconf(_SC_PAGESIZE));
    free(p);
    free(q);
    return 0;
}
