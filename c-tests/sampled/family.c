// Every function of the family with every block sampled: contents, alignment and usable size are as they should be.
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    uint64_t random = 42;
    for (int i = 0; i < 2000; i++) {
        size_t n = t_rand(&random) % (i % 2 ? 300 : 40000);
        unsigned char *p = malloc(n);
        CHECK_ALIGNED(p, 16);
        CHECK_GE(malloc_usable_size(p), n);
        t_fill(p, n, (uint64_t)i);
        size_t m = t_rand(&random) % 50000 + 1;
        p = realloc(p, m);
        CHECK_FILLED_AS(p, n < m ? n : m, n, (uint64_t)i);
        free(p);

        p = calloc(n, 1);
        CHECK_ZERO(p, n);
        memset(p, 255, n);
        free(p);

        size_t alignment = (size_t)16 << t_rand(&random) % 12;
        void *q = NULL;
        CHECK_EQ(posix_memalign(&q, alignment, n), 0);
        CHECK_ALIGNED(q, alignment);
        t_fill(q, n, (uint64_t)i);
        CHECK_FILLED(q, n, (uint64_t)i);
        free(q);
    }
    return 0;
}
