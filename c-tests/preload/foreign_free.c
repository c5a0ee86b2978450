// free hands a block of the C library's own malloc to the C library.
// glibc: yes
#include "libc.h"

int main(void) {
    for (size_t n = 10; n < 20 * MIB; n = n * 3) {
        void *p = libc_malloc(n), *own = malloc(n);
        CHECK(p && own);
        memset(p, 1, n);
        size_t held = libc_in_use();
        free(p);
        if (n > 5000) CHECK_LE(libc_in_use(), held - n); // less would go to its thread cache
        free(own);
    }
    return 0;
}
