// A tree of children alive at once, each with its own copy of the heap.
#include "churn.h"

int main(void) {
    enum { CHILDREN = 30 };
    pid_t pids[CHILDREN];
    void *shared[200];
    for (size_t i = 0; i < 200; i++) {
        CHECK((shared[i] = malloc(1000)) != NULL);
        t_fill(shared[i], 1000, i);
    }
    for (int i = 0; i < CHILDREN; i++) {
        pids[i] = fork_timed();
        if (pids[i] == 0) {
            for (size_t j = 0; j < 200; j++) {
                CHECK_FILLED(shared[j], 1000, j);
                t_fill(shared[j], 1000, (uint64_t)i);
            }
            use_heap();
            for (size_t j = 0; j < 200; j++) {
                CHECK_FILLED(shared[j], 1000, (uint64_t)i);
                free(shared[j]);
            }
            _exit(i);
        }
    }
    for (int i = 0; i < CHILDREN; i++) expect_exit(pids[i], i);
    for (size_t j = 0; j < 200; j++) CHECK_FILLED(shared[j], 1000, j);
    return 0;
}
