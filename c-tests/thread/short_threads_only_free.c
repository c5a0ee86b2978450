// Threads that only free, and end, give the blocks back to use.
#include "../t.h"

enum { COUNT = 2000 };

static void *drop(void *arg) {
    void **blocks = arg;
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    free(blocks);
    return NULL;
}

int main(void) {
    for (int round = 0; round < 1000; round++) {
        void **blocks = malloc(COUNT * sizeof *blocks);
        CHECK(blocks != NULL);
        for (int i = 0; i < COUNT; i++) {
            CHECK((blocks[i] = malloc(300)) != NULL);
            memset(blocks[i], 1, 300);
        }
        pthread_t thread;
        CHECK_EQ(pthread_create(&thread, NULL, drop, blocks), 0);
        CHECK_EQ(pthread_join(thread, NULL), 0);
    }
    CHECK_LE(t_rss_mib(), 50); // 600 MiB went through
    return 0;
}
