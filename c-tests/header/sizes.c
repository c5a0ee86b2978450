// orthotope_malloc_usable_size, _good_size, _free_sized and _free_aligned_sized do what the plain names do.
// needs: orthotope.h
#include "../t.h"
#include <orthotope.h>

int main(void) {
    CHECK_EQ(orthotope_malloc_usable_size(NULL), 0);
    for (size_t n = 0; n < 20 * MIB; n = n * 3 + 1) {
        void *p = orthotope_malloc(n), *q = orthotope_aligned_alloc(256, n);
        CHECK(p && q);
        CHECK_GE(orthotope_malloc_usable_size(p), n);
        CHECK_EQ(orthotope_malloc_good_size(n), orthotope_malloc_usable_size(p));
        orthotope_free_sized(p, n);
        orthotope_free_aligned_sized(q, 256, n);
    }
    orthotope_free_sized(NULL, 10);
    orthotope_free_aligned_sized(NULL, 64, 10);
    return 0;
}
