// realloc to exactly the usable size keeps the contents and needs no more room.
#include "../t.h"

int main(void) {
    for (size_t n = 1; n < 4 * MIB; n = n * 2 + 3) {
        void *p = malloc(n);
        CHECK(p != NULL);
        size_t usable = malloc_usable_size(p);
        t_fill(p, usable, n);
        p = realloc(p, usable);
        CHECK(p != NULL);
        CHECK_GE(malloc_usable_size(p), usable);
        CHECK_FILLED(p, usable, n);
        free(p);
    }
    return 0;
}
