// Forks while other threads hold a stream's lock and allocate, and flush all streams: parent and child go on, and the
// child uses stdio.
#include "churn.h"

static int stop;
static FILE *shared;

// getline and its kind allocate with the stream locked.
static void *allocate_locked(void *unused) {
    uint64_t seed = 1;
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        flockfile(shared);
        void *p = malloc(t_rand(&seed) % 200000);
        CHECK(p != NULL);
        putc_unlocked('x', shared);
        free(p);
        funlockfile(shared);
    }
    return unused;
}

// fflush(NULL) waits for each stream with the list of streams locked, which fork waits for.
static void *flush_all(void *unused) {
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        fflush(NULL);
        FILE *f = fopen("/dev/null", "w");
        CHECK(f != NULL);
        fputs("line", f);
        fclose(f);
    }
    return unused;
}

int main(void) {
    CHECK((shared = fopen("/dev/null", "w")) != NULL);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        CHECK_EQ(pthread_create(&threads[i], NULL, i % 2 ? flush_all : allocate_locked, NULL), 0);
    for (int i = 0; i < 300; i++) {
        pid_t pid = fork_timed();
        if (pid == 0) {
            FILE *f = fopen("/dev/null", "w");
            CHECK(f != NULL);
            CHECK_GE(fprintf(f, "%d\n", i), 2);
            CHECK_EQ(fclose(f), 0);
            use_heap();
            _exit(0);
        }
        expect_exit(pid, 0);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < 4; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    CHECK_EQ(fclose(shared), 0);
    return 0;
}
