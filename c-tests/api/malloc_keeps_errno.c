// Calls that succeed leave errno as it was.
#include "../t.h"

int main(void) {
    errno = 1234;
    for (size_t n = 1; n < 128 * MIB; n = n * 2 + 1) {
        void *p = malloc(n), *q = calloc(1, n), *r = aligned_alloc(64, n);
        CHECK(p && q && r);
        p = realloc(p, n * 2);
        CHECK(p != NULL);
        free(p);
        free(q);
        free(r);
        CHECK_EQ(errno, 1234);
    }
    return 0;
}
