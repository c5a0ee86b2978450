// realloc above PTRDIFF_MAX gives NULL and ENOMEM and leaves the block alone.
#include "../t.h"

int main(void) {
    static const size_t sizes[] = {24, 5000, 300000, 9 * MIB};
    for (int i = 0; i < 4; i++) {
        void *p = malloc(sizes[i]);
        CHECK(p != NULL);
        t_fill(p, sizes[i], 5);
        CHECK_FAILS(realloc(t_opaque(p), t_size(TOO_LARGE)), ENOMEM);
        CHECK_FAILS(realloc(t_opaque(p), t_size(SIZE_MAX)), ENOMEM);
        CHECK_FAILS(realloc(t_opaque(p), t_size(PTRDIFF_MAX)), ENOMEM);
        CHECK_FILLED(p, sizes[i], 5);
        free(p);
    }
    return 0;
}
