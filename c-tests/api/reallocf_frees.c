// reallocf that fails gives NULL and ENOMEM and frees the block.
// glibc: no
#include "../t.h"

int main(void) {
    for (int i = 0; i < 2000; i++) {
        void *large = malloc(MIB), *small = malloc(5000);
        CHECK(large && small);
        memset(large, 1, MIB);
        memset(small, 1, 5000);
        CHECK_FAILS(reallocf(large, t_size(i % 2 ? TOO_LARGE : PTRDIFF_MAX)), ENOMEM);
        CHECK_FAILS(reallocf(small, t_size(SIZE_MAX)), ENOMEM);
    }
    CHECK_FAILS(reallocf(NULL, t_size(SIZE_MAX)), ENOMEM);
    CHECK_LE(t_rss_mib(), 100); // 2 GiB were touched
    return 0;
}
