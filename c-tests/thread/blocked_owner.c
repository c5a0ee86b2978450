// Blocks of a thread that sleeps, freed by another, come back when it wakes: memory does not pile up.
#include "../t.h"

enum { COUNT = 20000 };
static void *blocks[COUNT];
static pthread_barrier_t turn;

static void *owner(void *unused) {
    for (int round = 0; round < 30; round++) {
        for (int i = 0; i < COUNT; i++) {
            CHECK((blocks[i] = malloc(500)) != NULL);
            memset(blocks[i], 1, 500);
        }
        pthread_barrier_wait(&turn);
        pthread_barrier_wait(&turn); // asleep while the other one frees
    }
    return unused;
}

int main(void) {
    pthread_t t;
    CHECK_EQ(pthread_barrier_init(&turn, NULL, 2), 0);
    CHECK_EQ(pthread_create(&t, NULL, owner, NULL), 0);
    for (int round = 0; round < 30; round++) {
        pthread_barrier_wait(&turn);
        for (int i = 0; i < COUNT; i++) free(blocks[i]);
        pthread_barrier_wait(&turn);
    }
    CHECK_EQ(pthread_join(t, NULL), 0);
    CHECK_LE(t_rss_mib(), 60); // 10 MiB live, 300 MiB went through
    return 0;
}
