// aligned_alloc with an alignment that is no power of two gives NULL and EINVAL.
// glibc: no
#include "../t.h"

int main(void) {
    CHECK_FAILS(aligned_alloc(t_size(0), 64), EINVAL);
    CHECK_FAILS(aligned_alloc(t_size(3), 64), EINVAL);
    CHECK_FAILS(aligned_alloc(t_size(24), 48), EINVAL);
    CHECK_FAILS(aligned_alloc(t_size(4097), 4097), EINVAL);
    CHECK_FAILS(aligned_alloc(t_size(SIZE_MAX), 64), EINVAL);
    return 0;
}
