// A block that was sampled when it was grown is as long as realloc was told, in a hardened heap, too: free_sized compares.
// level: 2
// env: ORTHOTOPE_GUARD_SAMPLE=2
#include "../t.h"

int main(void) {
    for (size_t i = 0; i < 20000; i++) {
        size_t n = 100 + i % 3000, m = n + n / 2 + i % 7;
        void *p = malloc(n);
        t_fill(p, n, i);
        p = realloc(p, m);
        CHECK(p != NULL);
        CHECK_FILLED_AS(p, n, m, i);
        CHECK_EQ(malloc_usable_size(p), m);
        free_sized(p, m);
    }
    return 0;
}
