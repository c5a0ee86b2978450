// calloc's blocks are zero though other threads dirtied and freed them.
#include "../t.h"
#include "ring.h"

enum { THREADS = 4, STEPS = 50000 };
static struct ring rings[THREADS];

static void *work(void *arg) {
    size_t me = (size_t)arg;
    uint64_t seed = me + 1;
    for (int i = 0; i < STEPS; i++) {
        size_t n = 16 + t_rand(&seed) % (i % 50 ? 2000 : 300000);
        unsigned char *p = calloc(1, n);
        CHECK(p != NULL);
        CHECK_ZERO(p, n);
        memset(p, 0xcc, n);
        ring_put(&rings[(me + 1) % THREADS], p);
        free(ring_take(&rings[me]));
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) CHECK_EQ(pthread_create(&threads[i], NULL, work, (void *)i), 0);
    for (size_t i = 0; i < THREADS; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    return 0;
}
