// malloc_usable_size of a block of the C library's own malloc is the C library's answer.
// glibc: yes
#include "libc.h"

int main(void) {
    size_t (*theirs)(void *) = (size_t(*)(void *))libc_symbol("malloc_usable_size");
    for (size_t n = 1; n < 20 * MIB; n = n * 3) {
        void *p = libc_malloc(n);
        CHECK_GE(malloc_usable_size(p), n);
        CHECK_EQ(malloc_usable_size(p), theirs(p));
        free(p);
    }
    return 0;
}
