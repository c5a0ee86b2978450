// Two hundred forks while the helper and two other threads work: every child allocates, frees and ends.
// env: ORTHOTOPE_BACKGROUND=1
// env: ORTHOTOPE_SMALL_WINDOW_MS=0
// env: ORTHOTOPE_LARGE_WINDOW_MS=0
#include "background.h"
#include <sys/wait.h>

static volatile int stop;
static void *work(void *arg) {
    size_t n = (size_t)(uintptr_t)arg;
    while (!stop) {
        void *blocks[100];
        for (int i = 0; i < 100; i++) CHECK((blocks[i] = calloc(1, n)) != NULL);
        for (int i = 0; i < 100; i++) {
            CHECK_ZERO(blocks[i], n);
            free(blocks[i]);
        }
    }
    return NULL;
}

int main(void) {
    pthread_t others[2];
    CHECK_EQ(pthread_create(&others[0], NULL, work, (void *)3000), 0);
    CHECK_EQ(pthread_create(&others[1], NULL, work, (void *)200000), 0);
    for (int i = 0; i < 200; i++) {
        pid_t child = fork();
        CHECK_GE(child, 0);
        if (child == 0) {
            void *p = malloc(10 * MIB), *q = calloc(1000, 1000);
            CHECK(p && q);
            CHECK_ZERO(q, 1000000);
            memset(p, 1, 10 * MIB);
            free(p);
            free(q);
            exit(0);
        }
        int status;
        CHECK_EQ(waitpid(child, &status, 0), child);
        CHECK_EQ(status, 0);
    }
    stop = 1;
    for (int i = 0; i < 2; i++) CHECK_EQ(pthread_join(others[i], NULL), 0);
    return 0;
}
