// orthotope_stats counts what the program has, follows what it frees, and sees its threads.
// needs: orthotope.h
#include "../t.h"
#include <orthotope.h>

static orthotope_stats_t now(void) {
    orthotope_stats_t stats = {.struct_size = sizeof stats};
    CHECK_EQ(orthotope_stats(&stats), 0);
    CHECK_EQ(stats.struct_size, sizeof stats);
    CHECK_GE(stats.committed, stats.live);
    return stats;
}

static void *work(void *barrier) {
    void *p = malloc(100);
    CHECK(p != NULL);
    pthread_barrier_wait(barrier);
    pthread_barrier_wait(barrier);
    free(p);
    return NULL;
}

int main(void) {
    enum { COUNT = 10000 };
    static void *small[COUNT];
    orthotope_stats_t before = now();
    for (int i = 0; i < COUNT; i++) CHECK((small[i] = orthotope_malloc(1000)) != NULL);
    void *large = orthotope_malloc(10 * MIB);
    CHECK(large != NULL);
    orthotope_stats_t held = now();
    CHECK_GE(held.live, before.live + COUNT * (size_t)1000 + 10 * MIB);
    CHECK_LE(held.live, before.live + COUNT * (size_t)1200 + 11 * MIB);
    CHECK_GE(held.live_large, before.live_large + 10 * MIB);
    CHECK_GE(held.small_spans, before.small_spans + COUNT * (size_t)1000);
    memset(large, 1, 10 * MIB);
    orthotope_free(large);
    for (int i = 0; i < COUNT; i++) orthotope_free(small[i]);
    orthotope_stats_t after = now();
    CHECK_LE(after.live, before.live + 64 * KIB);
    CHECK_GE(after.kept, 10 * MIB);
    orthotope_malloc_trim(0);
    CHECK_GE(now().purged, after.purged + 10 * MIB);

    pthread_t t;
    pthread_barrier_t barrier;
    CHECK_EQ(pthread_barrier_init(&barrier, NULL, 2), 0);
    CHECK_EQ(pthread_create(&t, NULL, work, &barrier), 0);
    pthread_barrier_wait(&barrier);
    CHECK_EQ(now().threads, after.threads + 1);
    pthread_barrier_wait(&barrier);
    CHECK_EQ(pthread_join(t, NULL), 0);
    CHECK_EQ(now().threads, after.threads);
    return 0;
}
