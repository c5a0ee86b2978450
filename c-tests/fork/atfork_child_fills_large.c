// atfork handlers may allocate and free large blocks and each other's.
#include "churn.h"

static void *held;
static void prepare(void) {
    held = malloc(20 * MIB);
    CHECK(held != NULL);
    memset(held, 1, 4 * MIB);
}
static void after(void) {
    free(held);
    void *p = calloc(1, 3 * MIB);
    CHECK(p != NULL);
    CHECK_ZERO(p, 3 * MIB);
    free(p);
}

__attribute__((constructor(101))) static void early(void) {
    if (pthread_atfork(prepare, after, after)) _exit(2);
}

int main(void) {
    CHECK_EQ(pthread_atfork(use_heap, use_heap, use_heap), 0);
    for (int i = 0; i < 100; i++) {
        pid_t pid = fork_timed();
        if (pid == 0) _exit(0);
        expect_exit(pid, 0);
    }
    CHECK_LE(t_rss_mib(), 100);
    return 0;
}
