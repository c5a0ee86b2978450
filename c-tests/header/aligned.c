// orthotope_posix_memalign, _aligned_alloc and _memalign do what the plain names do.
// needs: orthotope.h
#include "../t.h"
#include <orthotope.h>

int main(void) {
    for (size_t alignment = 8; alignment <= MIB; alignment *= 2) {
        void *p = NULL, *q = orthotope_aligned_alloc(alignment, 1000), *r = orthotope_memalign(alignment, 1000);
        CHECK_EQ(orthotope_posix_memalign(&p, alignment, 1000), 0);
        CHECK(p && q && r);
        CHECK_ALIGNED(p, alignment);
        CHECK_ALIGNED(q, alignment);
        CHECK_ALIGNED(r, alignment);
        orthotope_free(p);
        orthotope_free(q);
        orthotope_free(r);
    }
    void *out = &out;
    CHECK_EQ(orthotope_posix_memalign(&out, 24, 1), EINVAL);
    CHECK_EQ(orthotope_posix_memalign(&out, 64, t_size(SIZE_MAX)), ENOMEM);
    CHECK_EQ(out, &out);
    CHECK_FAILS(orthotope_aligned_alloc(24, 48), EINVAL);
    return 0;
}
