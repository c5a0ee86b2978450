// Threads of a program beyond its arena exchange blocks.
// glibc: yes
// env: ORTHOTOPE_ARENA_SIZE=64M
#include "../t.h"

enum { SLOTS = 100000, THREADS = 4 };
static unsigned char *slots[SLOTS];

static void *work(void *arg) {
    uint64_t seed = (uint64_t)(uintptr_t)arg;
    for (int i = 0; i < 150000; i++) {
        size_t slot = t_rand(&seed) % SLOTS, n = 1000 + t_rand(&seed) % (i % 500 ? 2000 : 300000);
        unsigned char *p = malloc(n);
        CHECK(p != NULL);
        p[0] = p[n - 1] = (unsigned char)slot;
        p = __atomic_exchange_n(&slots[slot], p, __ATOMIC_ACQ_REL);
        if (p) CHECK_EQ(p[0], (unsigned char)slot);
        free(p);
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    for (uintptr_t i = 0; i < THREADS; i++) CHECK_EQ(pthread_create(&threads[i], NULL, work, (void *)(i + 1)), 0);
    for (int i = 0; i < THREADS; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < SLOTS; i++) free(slots[i]);
    return 0;
}
