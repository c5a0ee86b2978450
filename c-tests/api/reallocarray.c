// reallocarray multiplies: it grows, shrinks, starts from NULL and frees at 0.
#include "../t.h"

int main(void) {
    int *p = (int *)reallocarray(t_opaque(NULL), 1000, sizeof(int));
    CHECK(p != NULL);
    CHECK_GE(malloc_usable_size(p), 1000 * sizeof(int));
    for (int i = 0; i < 1000; i++) p[i] = i;
    p = reallocarray(p, 100000, sizeof(int));
    CHECK(p != NULL);
    CHECK_GE(malloc_usable_size(p), 100000 * sizeof(int));
    for (int i = 0; i < 1000; i++) CHECK_EQ(p[i], i);
    CHECK_NULL(reallocarray(p, t_size(0), sizeof(int)));
    return 0;
}
