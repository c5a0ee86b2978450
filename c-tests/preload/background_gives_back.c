// With ORTHOTOPE_BACKGROUND=1 memory is given back although the program makes no further call, of an idle thread's too.
// env: ORTHOTOPE_BACKGROUND=1
// env: ORTHOTOPE_SMALL_WINDOW_MS=300
// env: ORTHOTOPE_LARGE_WINDOW_MS=600
#include "background.h"

static pthread_barrier_t idle;
static void *work(void *unused) {
    for (int i = 0; i < 10; i++) {
        char *p = malloc(30 * MIB);
        CHECK(p != NULL);
        memset(p, 1, 30 * MIB);
        free(p);
    }
    pthread_barrier_wait(&idle);
    pause();
    return unused;
}

int main(void) {
    pthread_t other;
    CHECK_EQ(pthread_barrier_init(&idle, NULL, 2), 0);
    long before = t_rss_mib();
    CHECK_EQ(pthread_create(&other, NULL, work, NULL), 0);
    pthread_barrier_wait(&idle);
    for (int i = 0; i < 3; i++) {
        long stays = leave_a_tenth(200, 400);
        CHECK_EQ(threads(), 3);
        CHECK_GE(t_rss_mib(), before + 60);
        wait_for_rss(before + (i + 1) * stays * 11 / 10 + 2);
    }
    return 0;
}
