// 500 threads alive at once that each hold a block cost little memory each.
#include "../t.h"

enum { THREADS = 500 };
static pthread_barrier_t all;

static void *hold(void *unused) {
    void *p = malloc(100), *q = malloc(3000);
    CHECK(p && q);
    memset(p, 1, 100);
    memset(q, 1, 3000);
    pthread_barrier_wait(&all);
    pthread_barrier_wait(&all);
    free(p);
    free(q);
    return unused;
}

int main(void) {
    static pthread_t threads[THREADS];
    pthread_attr_t attr;
    CHECK_EQ(pthread_attr_init(&attr), 0);
    CHECK_EQ(pthread_attr_setstacksize(&attr, 128 * KIB), 0);
    CHECK_EQ(pthread_barrier_init(&all, NULL, THREADS + 1), 0);
    for (int i = 0; i < THREADS; i++) CHECK_EQ(pthread_create(&threads[i], &attr, hold, NULL), 0);
    pthread_barrier_wait(&all);
    CHECK_LE(t_rss_mib(), 100);
    pthread_barrier_wait(&all);
    for (int i = 0; i < THREADS; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    return 0;
}
