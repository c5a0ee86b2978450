// Threads cancelled at any moment between and around calls of the allocator, blocks in their cleanup handlers and keys
// among what they leave, do no harm to the others.
#include "../t.h"

static pthread_key_t key;

static void *churn(void *arg) {
    static __thread uint64_t seed; // not a local: the cleanup handlers may jump
    seed = (uint64_t)(uintptr_t)arg + 1;
    void *blocks[40] = {0};
    pthread_setspecific(key, malloc(300));
    for (;;) {
        size_t i = t_rand(&seed) % 40, n = t_rand(&seed) % (i ? 5000 : 200000);
        int before;
        pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before); // the block is in the array or nowhere
        free(blocks[i]);
        CHECK((blocks[i] = malloc(n)) != NULL);
        t_fill(blocks[i], n < 64 ? n : 64, seed);
        pthread_setcancelstate(before, NULL);
        pthread_cleanup_push(free, malloc(100));
        pthread_testcancel();
        pthread_cleanup_pop(1);
    }
}

int main(void) {
    CHECK_EQ(pthread_key_create(&key, free), 0);
    for (int round = 0; round < 150; round++) {
        pthread_t threads[8];
        for (uintptr_t i = 0; i < 8; i++)
            CHECK_EQ(pthread_create(&threads[i], NULL, churn, (void *)(i + (uintptr_t)round * 8)), 0);
        for (int i = 0; i < 8; i++) {
            void *p = malloc(1000), *result;
            CHECK(p != NULL);
            memset(p, 1, 1000);
            CHECK_EQ(pthread_cancel(threads[i]), 0);
            CHECK_EQ(pthread_join(threads[i], &result), 0);
            CHECK_EQ(result, PTHREAD_CANCELED);
            free(p);
        }
    }
    // What they had not freed is lost, as it is everywhere: 40 blocks of 2.5 to 100 KB a thread, at most.
    CHECK_LE(t_rss_mib(), 300);
    return 0;
}
