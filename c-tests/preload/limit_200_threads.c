// Under `ulimit -v` of 200 MB sixteen threads (of 256 KiB of stack) allocate, run out and recover at the same time.
#include "limited.h"

static void *work(void *arg) {
    uint64_t seed = (uint64_t)(uintptr_t)arg + 1;
    for (int i = 0; i < 20; i++) {
        void *blocks[2000];
        for (size_t j = 0; j < 2000; j++) {
            size_t n = t_rand(&seed) % 2000;
            CHECK((blocks[j] = malloc(n)) != NULL);
            t_fill(blocks[j], n < 100 ? n : 100, j);
        }
        for (size_t j = 0; j < 2000; j++) free(blocks[j]);
    }
    return NULL;
}

static void *exhaust(void *arg) {
    fill_up((size_t)(uintptr_t)arg);
    return NULL;
}

static void at_once(void *(*run)(void *), size_t unit) {
    pthread_t threads[16];
    pthread_attr_t attr;
    CHECK_EQ(pthread_attr_init(&attr), 0);
    CHECK_EQ(pthread_attr_setstacksize(&attr, 256 * KIB), 0);
    for (size_t i = 0; i < 16; i++) CHECK_EQ(pthread_create(&threads[i], &attr, run, (void *)((i + 1) * unit)), 0);
    for (size_t i = 0; i < 16; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
}

int main(int argc, char **argv) {
    (void)argc;
    t_limit_as(argv, 200 * 1000 * 1000 / 4096 * 4096);
    // What fits has to be had, before and after all threads ran out together.
    at_once(work, 1);
    at_once(exhaust, 3000);
    at_once(work, 1);
    CHECK_GE(fill_up(100000), 60 * MIB);
    return 0;
}
