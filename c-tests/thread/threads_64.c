// 64 threads at once, each with its own blocks of all sizes.
#include "../t.h"

enum { THREADS = 64, COUNT = 300 };
static pthread_barrier_t start;

static void *work(void *arg) {
    uint64_t seed = (uint64_t)(uintptr_t)arg;
    void *blocks[COUNT];
    size_t sizes[COUNT];
    pthread_barrier_wait(&start);
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < COUNT; i++) {
            sizes[i] = t_rand(&seed) % (i % 50 ? 1500 : 60000);
            CHECK((blocks[i] = malloc(sizes[i])) != NULL);
            t_fill(blocks[i], sizes[i], (uint64_t)i);
        }
        for (int i = 0; i < COUNT; i++) {
            CHECK_FILLED(blocks[i], sizes[i], (uint64_t)i);
            free(blocks[i]);
        }
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    CHECK_EQ(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (uintptr_t i = 0; i < THREADS; i++) CHECK_EQ(pthread_create(&threads[i], NULL, work, (void *)(i + 1)), 0);
    for (int i = 0; i < THREADS; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    return 0;
}
