// A child can use again what the threads that it did not inherit had held free.
#include "churn.h"

enum { THREADS = 4, COUNT = 20000 };
static void *blocks[THREADS][COUNT];
static pthread_barrier_t ready;

static void *hold(void *arg) {
    void **mine = arg;
    for (int i = 0; i < COUNT; i++) {
        CHECK((mine[i] = malloc(600)) != NULL);
        memset(mine[i], 1, 600);
    }
    pthread_barrier_wait(&ready);
    for (;;) pause();
}

int main(void) {
    pthread_t t;
    CHECK_EQ(pthread_barrier_init(&ready, NULL, THREADS + 1), 0);
    for (int i = 0; i < THREADS; i++) CHECK_EQ(pthread_create(&t, NULL, hold, blocks[i]), 0);
    pthread_barrier_wait(&ready);
    pid_t pid = fork_timed();
    if (pid == 0) {
        for (int round = 0; round < 10; round++)
            for (int i = 0; i < THREADS; i++)
                for (int j = 0; j < COUNT; j++) {
                    free(blocks[i][j]);
                    CHECK((blocks[i][j] = malloc(600)) != NULL);
                    memset(blocks[i][j], 2, 600);
                }
        CHECK_LE(t_rss_mib(), 120); // 48 MiB live
        _exit(0);
    }
    expect_exit(pid, 0);
    return 0;
}
