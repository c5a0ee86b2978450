// Eight threads put blocks into and take them out of shared slots at random; none loses a byte.
#include "../t.h"

enum { THREADS = 8, SLOTS = 4000, STEPS = 400000 };
struct block {
    size_t size;
    uint64_t seed;
    unsigned char bytes[];
};
static struct block *slots[SLOTS];

static void drop(struct block *b) {
    if (!b) return;
    CHECK_FILLED(b->bytes, b->size, b->seed);
    memset(b, 0xdb, 16);
    free(b);
}

static void *work(void *arg) {
    uint64_t seed = (uint64_t)(uintptr_t)arg;
    for (int i = 0; i < STEPS; i++) {
        uint64_t r = t_rand(&seed);
        size_t n = r % 1000 ? r % 700 : r % 200000;
        struct block *b = malloc(sizeof *b + n);
        CHECK(b != NULL);
        b->size = n;
        b->seed = r;
        t_fill(b->bytes, n, r);
        drop(__atomic_exchange_n(&slots[t_rand(&seed) % SLOTS], b, __ATOMIC_ACQ_REL));
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    for (uintptr_t i = 0; i < THREADS; i++) CHECK_EQ(pthread_create(&threads[i], NULL, work, (void *)(i + 1)), 0);
    for (int i = 0; i < THREADS; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < SLOTS; i++) drop(slots[i]);
    CHECK_LE(t_rss_mib(), 150);
    return 0;
}
