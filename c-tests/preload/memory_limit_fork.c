// A child of fork has the parent's limit and what the parent held counted against it, while threads allocate.
// env: ORTHOTOPE_MEMORY_LIMIT=64M
#include "limited.h"
#include <sys/wait.h>

static volatile int stop;
static void *work(void *unused) {
    while (!stop) {
        void *p = malloc(8 * MIB);
        CHECK(p != NULL);
        memset(p, 1, 8 * MIB);
        free(p);
    }
    return unused;
}

int main(void) {
    pthread_t t;
    void *held = malloc(20 * MIB);
    CHECK(held != NULL);
    CHECK_EQ(pthread_create(&t, NULL, work, NULL), 0);
    for (int i = 0; i < 30; i++) {
        pid_t child = fork();
        CHECK_GE(child, 0);
        if (child == 0) {
            CHECK_LE(fill_up(100000), 44 * MIB);
            CHECK_GE(fill_up(100000), 25 * MIB);
            _exit(0);
        }
        int status;
        CHECK_EQ(waitpid(child, &status, 0), child);
        CHECK_EQ(status, 0);
    }
    stop = 1;
    CHECK_EQ(pthread_join(t, NULL), 0);
    free(held);
    return 0;
}
