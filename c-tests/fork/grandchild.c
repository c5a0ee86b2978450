// A fork in the child of a fork in the child of a fork works with the first parent's blocks.
#include "churn.h"

static void descend(int depth, void **blocks) {
    if (depth == 0) return;
    pid_t pid = fork_timed();
    if (pid == 0) {
        for (size_t i = 0; i < 100; i++) CHECK_FILLED(blocks[i], i * 100, i);
        for (size_t i = (size_t)depth; i < 100; i += 7) {
            free(blocks[i]);
            CHECK((blocks[i] = malloc(i * 100)) != NULL);
            t_fill(blocks[i], i * 100, i);
        }
        use_heap();
        descend(depth - 1, blocks);
        _exit(depth);
    }
    expect_exit(pid, depth);
}

int main(void) {
    static struct churn threads[4];
    void *blocks[100];
    for (size_t i = 0; i < 100; i++) {
        CHECK((blocks[i] = malloc(i * 100)) != NULL);
        t_fill(blocks[i], i * 100, i);
    }
    churn_start(threads, 4);
    for (int i = 0; i < 40; i++) descend(4, blocks);
    churn_stop(threads, 4);
    return 0;
}
