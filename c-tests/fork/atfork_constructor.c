// atfork handlers registered from an early constructor allocate in prepare, parent and child.
#include "churn.h"

static int ran[3];
static void prepare(void) { use_heap(); ran[0]++; }
static void parent(void) { use_heap(); ran[1]++; }
static void child(void) { use_heap(); ran[2]++; }

__attribute__((constructor(101))) static void early(void) {
    if (pthread_atfork(prepare, parent, child)) _exit(2);
}

int main(void) {
    static struct churn threads[4];
    churn_start(threads, 4);
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
