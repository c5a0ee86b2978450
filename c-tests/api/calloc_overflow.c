// calloc whose product overflows or passes PTRDIFF_MAX gives NULL and ENOMEM.
#include "../t.h"

int main(void) {
    CHECK_FAILS(calloc(t_size(SIZE_MAX), 2), ENOMEM);
    CHECK_FAILS(calloc(2, t_size(SIZE_MAX)), ENOMEM);
    CHECK_FAILS(calloc(t_size((size_t)1 << 32), (size_t)1 << 32), ENOMEM);
    CHECK_FAILS(calloc(t_size(((size_t)1 << 32) + 1), (size_t)1 << 32), ENOMEM);
    CHECK_FAILS(calloc(t_size(SIZE_MAX / 16 + 2), 16), ENOMEM); // the product is 16 after the overflow
    CHECK_FAILS(calloc(t_size(TOO_LARGE), 1), ENOMEM);
    CHECK_FAILS(calloc(1, t_size(SIZE_MAX)), ENOMEM);
    return 0;
}
