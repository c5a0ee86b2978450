// 1000 forks while eight threads allocate: children allocate, free the parent's blocks and fork again. T_FORKS: how many.
#include "churn.h"

int main(void) {
    static struct churn threads[8];
    const char *wanted = getenv("T_FORKS");
    int forks = wanted ? atoi(wanted) : 1000;
    CHECK_GE(forks, 2);
    churn_start(threads, 8);
    for (int i = 0; i < forks / 2; i++) {
        void *mine = malloc(1000);
        CHECK(mine != NULL);
        pid_t pid = fork_timed();
        if (pid == 0) {
            free(mine);
            churn_free(threads, 4);
            CHECK((mine = calloc(1, (size_t)i)) != NULL);
            pid_t again = fork_timed();
            if (again == 0) {
                free(mine);
                churn_free(threads, 8);
                use_heap();
                _exit(0);
            }
            expect_exit(again, 0);
            CHECK_ZERO(mine, (size_t)i);
            free(mine);
            use_heap();
            _exit(0);
        }
        expect_exit(pid, 0);
        free(mine);
    }
    churn_stop(threads, 8);
    return 0;
}
