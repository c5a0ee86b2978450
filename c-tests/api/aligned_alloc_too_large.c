// aligned_alloc above PTRDIFF_MAX gives NULL and ENOMEM.
#include "../t.h"

int main(void) {
    for (size_t alignment = 16; alignment <= 4 * MIB; alignment *= 4) {
        CHECK_FAILS(aligned_alloc(alignment, t_size(TOO_LARGE)), ENOMEM);
        CHECK_FAILS(aligned_alloc(alignment, t_size(SIZE_MAX)), ENOMEM);
        CHECK_FAILS(aligned_alloc(alignment, t_size(SIZE_MAX - alignment + 1)), ENOMEM);
    }
    return 0;
}
