// malloc_good_size never answers less than it was asked, even where malloc would fail.
// glibc: no
#include "../t.h"

int main(void) {
    static const size_t sizes[] = {PTRDIFF_MAX, TOO_LARGE, SIZE_MAX - 65536, SIZE_MAX - 1, SIZE_MAX};
    for (int i = 0; i < 5; i++) CHECK(malloc_good_size(t_size(sizes[i])) >= sizes[i]);
    return 0;
}
