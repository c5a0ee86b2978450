// Blocks go round a circle of threads and each resizes them.
#include "../t.h"
#include "ring.h"

enum { THREADS = 4, STEPS = 60000 };
static struct ring rings[THREADS];

static void *work(void *arg) {
    size_t me = (size_t)arg;
    uint64_t seed = me + 1;
    struct message *m = message_new(100);
    for (int i = 0; i < STEPS; i++) {
        ring_put(&rings[(me + 1) % THREADS], m);
        m = ring_take(&rings[me]);
        size_t old = m->size, n = 16 + t_rand(&seed) % (i % 100 ? 3000 : 500000);
        m = realloc(m, n);
        CHECK(m != NULL);
        size_t kept = (old < n ? old : n) - sizeof *m;
        CHECK_FILLED_AS(m->bytes, kept, old - sizeof *m, old);
        m->size = n;
        t_fill(m->bytes, n - sizeof *m, n);
    }
    message_drop(m);
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) CHECK_EQ(pthread_create(&threads[i], NULL, work, (void *)i), 0);
    for (size_t i = 0; i < THREADS; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    return 0;
}
