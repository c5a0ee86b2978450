// malloc_trim, mallinfo2 and malloc_info in one thread while others allocate and free.
#include "../t.h"

static int stop;

static void *churn(void *arg) {
    uint64_t seed = (uint64_t)(uintptr_t)arg;
    unsigned char *blocks[100] = {0};
    size_t sizes[100];
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        size_t i = t_rand(&seed) % 100;
        if (blocks[i]) CHECK_FILLED(blocks[i], sizes[i], i);
        free(blocks[i]);
        sizes[i] = t_rand(&seed) % (i % 10 ? 2000 : 400000);
        CHECK((blocks[i] = malloc(sizes[i])) != NULL);
        t_fill(blocks[i], sizes[i], i);
    }
    for (int i = 0; i < 100; i++) free(blocks[i]);
    return NULL;
}

int main(void) {
    pthread_t threads[3];
    FILE *null = fopen("/dev/null", "w");
    CHECK(null != NULL);
    for (uintptr_t i = 0; i < 3; i++) CHECK_EQ(pthread_create(&threads[i], NULL, churn, (void *)(i + 1)), 0);
    for (int i = 0; i < 200; i++) {
        malloc_trim(0);
        CHECK_GE(mallinfo2().uordblks, 1);
        CHECK_EQ(malloc_info(0, null), 0);
        usleep(2000);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < 3; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    fclose(null);
    return 0;
}
