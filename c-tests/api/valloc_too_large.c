// valloc above PTRDIFF_MAX gives NULL and ENOMEM.
#include "../t.h"

int main(void) {
    CHECK_FAILS(valloc(t_size(TOO_LARGE)), ENOMEM);
    CHECK_FAILS(valloc(t_size(SIZE_MAX)), ENOMEM);
    CHECK_FAILS(valloc(t_size(SIZE_MAX - 4095)), ENOMEM);
    return 0;
}
