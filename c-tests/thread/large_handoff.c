// Large blocks (100 KiB to 8 MiB) made in one thread are checked and freed in others.
#include "../t.h"
#include "ring.h"

enum { THREADS = 4, STEPS = 2500 };
static struct ring rings[THREADS];

static void *work(void *arg) {
    size_t me = (size_t)arg;
    uint64_t seed = me + 1;
    for (int i = 0; i < STEPS; i++) {
        size_t n = 100 * KIB + t_rand(&seed) % (i % 8 ? 900 * KIB : 8 * MIB);
        ring_put(&rings[(me + 1) % THREADS], message_new(n));
        message_drop(ring_take(&rings[me]));
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) CHECK_EQ(pthread_create(&threads[i], NULL, work, (void *)i), 0);
    for (size_t i = 0; i < THREADS; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    CHECK_LE(t_rss_mib(), 700);
    return 0;
}
