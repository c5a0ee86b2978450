// Children resize and free the parent's large blocks while threads exchange large ones.
#include "churn.h"

static void *churn_large(void *arg) {
    int *stop = arg;
    for (size_t n = 70000; !__atomic_load_n(stop, __ATOMIC_RELAXED); n = n * 3 % 3000017 + 70000) {
        unsigned char *p = malloc(n);
        CHECK(p != NULL);
        p[0] = p[n - 1] = 1;
        CHECK((p = realloc(p, n * 2)) != NULL);
        free(p);
        usleep(100);
    }
    return NULL;
}

int main(void) {
    int stop = 0;
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) CHECK_EQ(pthread_create(&threads[i], NULL, churn_large, &stop), 0);
    for (int i = 0; i < 100; i++) {
        size_t n = 100000 + (size_t)i * 50000;
        unsigned char *mine = malloc(n);
        CHECK(mine != NULL);
        t_fill(mine, n, (uint64_t)i);
        pid_t pid = fork_timed();
        if (pid == 0) {
            CHECK((mine = realloc(mine, n * 2)) != NULL);
            CHECK_FILLED(mine, n, (uint64_t)i);
            free(mine);
            void *zero = calloc(1, n);
            CHECK(zero != NULL);
            CHECK_ZERO(zero, n);
            free(zero);
            malloc_trim(0);
            _exit(0);
        }
        expect_exit(pid, 0);
        CHECK_FILLED(mine, n, (uint64_t)i);
        free(mine);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < 4; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    return 0;
}
