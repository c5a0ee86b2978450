// Aligned blocks keep their alignment and contents while threads exchange them.
#include "../t.h"

enum { THREADS = 4, SLOTS = 500, STEPS = 60000 };
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
        size_t alignment = (size_t)16 << t_rand(&seed) % (i % 100 ? 7 : 15), n = t_rand(&seed) % 3000;
        struct block *b = NULL;
        CHECK_EQ(posix_memalign((void **)&b, alignment, sizeof *b + n), 0);
        CHECK_ALIGNED(b, alignment);
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
