// memalign with an alignment that no power of two reaches gives NULL and EINVAL.
#include "../t.h"

int main(void) {
    CHECK_FAILS(memalign(t_size(SIZE_MAX / 2 + 2), 100), EINVAL);
    CHECK_FAILS(memalign(t_size(SIZE_MAX), 0), EINVAL);
    return 0;
}
