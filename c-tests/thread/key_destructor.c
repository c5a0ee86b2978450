// Destructors of pthread keys free and allocate in every round that the system gives them.
#include "../t.h"
#include <limits.h>

enum { KEYS = 20 };
static pthread_key_t keys[KEYS];
static __thread int rounds[KEYS];
static int ran;

static void again(void *value) {
    int *block = value, i = block[0];
    free(block);
    void *p = malloc(5000), *large = malloc(200000);
    CHECK(p && large);
    t_fill(p, 5000, 1);
    CHECK_FILLED(p, 5000, 1);
    free(large);
    free(p);
    __atomic_add_fetch(&ran, 1, __ATOMIC_RELAXED);
    if (++rounds[i] < PTHREAD_DESTRUCTOR_ITERATIONS) {
        block = malloc(100);
        CHECK(block != NULL);
        block[0] = i;
        CHECK_EQ(pthread_setspecific(keys[i], block), 0);
    }
}

static void *thread(void *unused) {
    for (int i = 0; i < KEYS; i++) {
        int *block = malloc(100);
        CHECK(block != NULL);
        block[0] = i;
        CHECK_EQ(pthread_setspecific(keys[i], block), 0);
    }
    return unused;
}

int main(void) {
    for (int i = 0; i < KEYS; i++) CHECK_EQ(pthread_key_create(&keys[i], again), 0);
    for (int round = 0; round < 300; round++) {
        pthread_t threads[4];
        for (int i = 0; i < 4; i++) CHECK_EQ(pthread_create(&threads[i], NULL, thread, NULL), 0);
        for (int i = 0; i < 4; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    }
    CHECK_EQ(ran, 300 * 4 * KEYS * PTHREAD_DESTRUCTOR_ITERATIONS);
    CHECK_LE(t_rss_mib(), 150);
    return 0;
}
