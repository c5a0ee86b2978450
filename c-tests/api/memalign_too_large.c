// memalign above PTRDIFF_MAX, or whose size and alignment overflow together, gives NULL and ENOMEM.
#include "../t.h"

int main(void) {
    for (size_t alignment = 16; alignment <= 4 * MIB; alignment *= 4) {
        CHECK_FAILS(memalign(alignment, t_size(TOO_LARGE)), ENOMEM);
        CHECK_FAILS(memalign(alignment, t_size(SIZE_MAX)), ENOMEM);
        CHECK_FAILS(memalign(alignment, t_size(SIZE_MAX - alignment)), ENOMEM);
    }
    CHECK_FAILS(memalign(t_size((size_t)1 << 62), t_size((size_t)1 << 62)), ENOMEM);
    return 0;
}
