// atfork handlers registered after the library's, in main, allocate in prepare, parent and child.
#include "churn.h"

static void *held[3];
static int ran[3];
static void handler(int which) {
    free(held[which]);
    held[which] = malloc(100 + (size_t)ran[which] * 1000 % 300000);
    CHECK(held[which] != NULL);
    use_heap();
    ran[which]++;
}
static void prepare(void) { handler(0); }
static void parent(void) { handler(1); }
static void child(void) { handler(2); }

int main(void) {
    static struct churn threads[4];
    use_heap();
    churn_start(threads, 4);
    CHECK_EQ(pthread_atfork(prepare, parent, child), 0);
    for (int i = 0; i < 300; i++) {
        pid_t pid = fork_timed();
        if (pid == 0) {
            CHECK_EQ(ran[2], 1);
            churn_free(threads, 4);
            _exit(0);
        }
        expect_exit(pid, 0);
    }
    CHECK_EQ(ran[0], 300);
    CHECK_EQ(ran[1], 300);
    churn_stop(threads, 4);
    return 0;
}
