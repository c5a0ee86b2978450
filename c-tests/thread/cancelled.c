// Threads that are cancelled while they hold blocks leave the allocator in order.
#include "../t.h"

static void drop(void *p) { free(p); }

static void *wait_for_end(void *unused) {
    void *p = malloc(1000), *q = malloc(100000);
    CHECK(p && q);
    memset(q, 1, 100000);
    pthread_cleanup_push(drop, p);
    pthread_cleanup_push(drop, q);
    for (;;) {
        free(malloc(500));
        usleep(50);
    }
    pthread_cleanup_pop(1);
    pthread_cleanup_pop(1);
    return unused;
}

int main(void) {
    for (int i = 0; i < 1000; i++) {
        pthread_t t;
        void *result;
        CHECK_EQ(pthread_create(&t, NULL, wait_for_end, NULL), 0);
        CHECK_EQ(pthread_cancel(t), 0);
        CHECK_EQ(pthread_join(t, &result), 0);
        CHECK_EQ(result, PTHREAD_CANCELED);
    }
    CHECK_LE(t_rss_mib(), 150);
    return 0;
}
