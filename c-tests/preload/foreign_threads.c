// Threads free the C library's blocks and the library's own in any mixture.
// glibc: yes
#include "libc.h"

static void *(*theirs)(size_t);

static void *work(void *arg) {
    uint64_t seed = (uint64_t)(uintptr_t)arg;
    void *blocks[100] = {0};
    for (int i = 0; i < 50000; i++) {
        size_t slot = t_rand(&seed) % 100, n = t_rand(&seed) % 3000;
        free(blocks[slot]);
        blocks[slot] = i % 2 ? malloc(n) : theirs(n);
        CHECK(blocks[slot] != NULL);
        memset(blocks[slot], i, n);
    }
    for (int i = 0; i < 100; i++) free(blocks[i]);
    return NULL;
}

int main(void) {
    pthread_t threads[4];
    theirs = (void *(*)(size_t))libc_symbol("malloc");
    free(theirs(100));
    for (uintptr_t i = 0; i < 4; i++) CHECK_EQ(pthread_create(&threads[i], NULL, work, (void *)(i + 1)), 0);
    for (int i = 0; i < 4; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    return 0;
}
