// Threads with the smallest stacks can call every function.
// glibc: yes
#include "../t.h"
#include <limits.h>

static void *work(void *unused) {
    for (size_t n = 1; n < 4 * MIB; n = n * 3 + 1) {
        void *p = malloc(n), *q = NULL;
        CHECK(p != NULL);
        CHECK((p = realloc(p, n * 2)) != NULL);
        CHECK_EQ(posix_memalign(&q, 256, n), 0);
        free(p);
        free(q);
    }
    malloc_trim(0);
    return unused;
}

int main(void) {
    pthread_attr_t attr;
    CHECK_EQ(pthread_attr_init(&attr), 0);
    CHECK_EQ(pthread_attr_setstacksize(&attr, (size_t)PTHREAD_STACK_MIN), 0);
    for (int i = 0; i < 100; i++) {
        pthread_t t;
        CHECK_EQ(pthread_create(&t, &attr, work, NULL), 0);
        CHECK_EQ(pthread_join(t, NULL), 0);
    }
    return 0;
}
