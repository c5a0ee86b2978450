// With retention windows of 0 ms, where every free may give pages back, no live block loses a byte.
// env: ORTHOTOPE_SMALL_WINDOW_MS=0
// env: ORTHOTOPE_LARGE_WINDOW_MS=0
#include "../t.h"

enum { THREADS = 4, SLOTS = 300, STEPS = 30000 };
struct block {
    size_t size;
    unsigned char bytes[];
};
static struct block *slots[SLOTS];

static void drop(struct block *b) {
    if (!b) return;
    CHECK_FILLED(b->bytes, b->size, b->size);
    free(b);
}

static void *work(void *arg) {
    uint64_t seed = (uint64_t)(uintptr_t)arg;
    for (int i = 0; i < STEPS; i++) {
        size_t n = t_rand(&seed) % (i % 20 ? 5000 : i % 200 ? 300000 : 5000000);
        struct block *b = i % 3 ? malloc(sizeof *b + n) : calloc(1, sizeof *b + n);
        CHECK(b != NULL);
        if (i % 3 == 0) CHECK_ZERO(b->bytes, n);
        b->size = n;
        t_fill(b->bytes, n, n);
        drop(__atomic_exchange_n(&slots[t_rand(&seed) % SLOTS], b, __ATOMIC_ACQ_REL));
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    for (uintptr_t i = 0; i < THREADS; i++) CHECK_EQ(pthread_create(&threads[i], NULL, work, (void *)(i + 1)), 0);
    for (int i = 0; i < THREADS; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < SLOTS; i++) drop(slots[i]);
    return 0;
}
