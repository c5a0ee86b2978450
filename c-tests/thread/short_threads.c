// 10 000 short threads leave blocks behind that the main thread frees later; memory stays bounded.
#include "../t.h"

enum { ROUNDS = 1250, AT_ONCE = 8, LEFT = 40, KEPT = 200 };
struct left {
    void *blocks[LEFT];
    size_t sizes[LEFT];
};
static struct left *kept[KEPT];

static void *leave(void *arg) {
    uint64_t seed = (uint64_t)(uintptr_t)arg + 1;
    struct left *left = malloc(sizeof *left);
    CHECK(left != NULL);
    for (int i = 0; i < LEFT; i++) {
        left->sizes[i] = t_rand(&seed) % (i == 0 ? 100000 : 2000);
        left->blocks[i] = malloc(left->sizes[i]);
        CHECK(left->blocks[i] != NULL);
        t_fill(left->blocks[i], left->sizes[i], (uint64_t)i);
        void *gone = malloc(1000);
        CHECK(gone != NULL);
        free(gone);
    }
    return left;
}

static void drop(struct left *left) {
    if (!left) return;
    for (int i = 0; i < LEFT; i++) {
        CHECK_FILLED(left->blocks[i], left->sizes[i], (uint64_t)i);
        free(left->blocks[i]);
    }
    free(left);
}

int main(void) {
    long after_warm_up = 0;
    for (int round = 0, slot = 0; round < ROUNDS; round++) {
        pthread_t threads[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++)
            CHECK_EQ(pthread_create(&threads[i], NULL, leave, (void *)(uintptr_t)(round * AT_ONCE + i)), 0);
        for (int i = 0; i < AT_ONCE; i++, slot = (slot + 1) % KEPT) {
            void *left;
            CHECK_EQ(pthread_join(threads[i], &left), 0);
            drop(kept[slot]);
            kept[slot] = left;
        }
        if (round == 200) after_warm_up = t_rss_mib();
    }
    CHECK_LE(t_rss_mib(), after_warm_up + 40);
    CHECK_LE(t_rss_mib(), 200);
    for (int i = 0; i < KEPT; i++) drop(kept[i]);
    return 0;
}
