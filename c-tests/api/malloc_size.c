// malloc_size (macOS, FreeBSD's cousins) says what malloc_usable_size says, and 0 for NULL.
// glibc: no
#include "../t.h"

int main(void) {
    CHECK_EQ(malloc_size(t_opaque(NULL)), 0);
    for (size_t n = 0; n < 20 * MIB; n = n * 3 + 1) {
        void *p = malloc(n);
        CHECK(p != NULL);
        CHECK_EQ(malloc_size(p), malloc_usable_size(p));
        free(p);
    }
    return 0;
}
