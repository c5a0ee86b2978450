// pvalloc whose rounding overflows gives NULL and ENOMEM.
#include "../t.h"

int main(void) {
    CHECK_FAILS(pvalloc(t_size(SIZE_MAX)), ENOMEM);
    CHECK_FAILS(pvalloc(t_size(SIZE_MAX - 4094)), ENOMEM);
    CHECK_FAILS(pvalloc(t_size(SIZE_MAX - 4095)), ENOMEM);
    CHECK_FAILS(pvalloc(t_size(TOO_LARGE)), ENOMEM);
    return 0;
}
