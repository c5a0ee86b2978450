// malloc above PTRDIFF_MAX gives NULL and ENOMEM, and the next call works.
#include "../t.h"

int main(void) {
    CHECK_FAILS(malloc(t_size(TOO_LARGE)), ENOMEM);
    CHECK_FAILS(malloc(t_size(SIZE_MAX)), ENOMEM);
    CHECK_FAILS(malloc(t_size(SIZE_MAX - 4096)), ENOMEM);
    CHECK_FAILS(malloc(t_size(SIZE_MAX - 65536)), ENOMEM);
    CHECK_FAILS(malloc(t_size(PTRDIFF_MAX)), ENOMEM); // allowed, but nobody has it
    void *p = malloc(100);
    CHECK(p != NULL);
    free(p);
    return 0;
}
