// Four producers and four consumers in a circle of rings: each block is freed by another thread.
#include "../t.h"
#include "ring.h"

enum { PAIRS = 4, COUNT = 150000 };
static struct ring rings[PAIRS];

static void *produce(void *arg) {
    size_t me = (size_t)arg;
    uint64_t seed = me + 1;
    for (int i = 0; i < COUNT; i++) ring_put(&rings[me], message_new(16 + t_rand(&seed) % (i % 64 ? 600 : 40000)));
    ring_put(&rings[me], NULL);
    return NULL;
}

static void *consume(void *arg) {
    size_t me = (size_t)arg;
    struct message *m;
    while ((m = ring_take(&rings[me]))) {
        message_drop(m);
        free(malloc(100)); // consumers allocate, too
    }
    return NULL;
}

int main(void) {
    pthread_t threads[2 * PAIRS];
    for (size_t i = 0; i < PAIRS; i++) {
        CHECK_EQ(pthread_create(&threads[i], NULL, produce, (void *)i), 0);
        CHECK_EQ(pthread_create(&threads[PAIRS + i], NULL, consume, (void *)i), 0);
    }
    for (size_t i = 0; i < 2 * PAIRS; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    CHECK_LE(t_rss_mib(), 250);
    return 0;
}
