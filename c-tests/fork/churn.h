// Threads that allocate and free while the main thread forks, and a child's end.
#ifndef CHURN_H
#define CHURN_H
#include "../t.h"
#include <sys/wait.h>

enum { CHURN_SLOTS = 64 };
struct churn {
    pthread_t thread;
    uint64_t seed;
    int stop;
    void *blocks[CHURN_SLOTS]; // exchanged atomically: the child may take any of them
};

static inline void *churn_run(void *arg) {
    struct churn *c = arg;
    while (!__atomic_load_n(&c->stop, __ATOMIC_RELAXED)) {
        uint64_t r = t_rand(&c->seed);
        size_t n = r % 100 ? r % 2000 : r % 200000;
        unsigned char *p = r % 7 ? malloc(n) : calloc(1, n);
        CHECK(p != NULL);
        if (n) p[0] = p[n - 1] = 1;
        free(__atomic_exchange_n(&c->blocks[r / 7 % CHURN_SLOTS], p, __ATOMIC_ACQ_REL));
        if (r % 256 == 0) usleep(100); // else the one that forks gets no processor
    }
    return NULL;
}

static inline void churn_start(struct churn *threads, int count) {
    for (int i = 0; i < count; i++) {
        threads[i].seed = (uint64_t)i + 1;
        CHECK_EQ(pthread_create(&threads[i].thread, NULL, churn_run, &threads[i]), 0);
    }
}

static inline void churn_free(struct churn *threads, int count) {
    for (int i = 0; i < count; i++)
        for (int j = 0; j < CHURN_SLOTS; j++) {
            free(threads[i].blocks[j]);
            threads[i].blocks[j] = NULL;
        }
}

static inline void churn_stop(struct churn *threads, int count) {
    for (int i = 0; i < count; i++) __atomic_store_n(&threads[i].stop, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < count; i++) CHECK_EQ(pthread_join(threads[i].thread, NULL), 0);
    churn_free(threads, count);
}

// Every size class and some large blocks, checked: what a child does to show that its heap works.
static inline void use_heap(void) {
    enum { COUNT = 70 };
    void *blocks[COUNT];
    size_t sizes[COUNT];
    for (size_t i = 0, n = 1; i < COUNT; i++, n = n * 9 / 8 + 7) {
        sizes[i] = i < COUNT - 2 ? n : 200000;
        CHECK((blocks[i] = malloc(sizes[i])) != NULL);
        t_fill(blocks[i], sizes[i], i);
    }
    for (size_t i = 0; i < COUNT; i++) {
        CHECK_FILLED(blocks[i], sizes[i], i);
        free(blocks[i]);
    }
}

// A child that hangs is ended by SIGALRM, and the parent sees it.
static inline pid_t fork_timed(void) {
    pid_t pid = fork();
    CHECK_GE(pid, 0);
    if (pid == 0) alarm(30);
    return pid;
}

static inline void expect_exit(pid_t pid, int code) {
    int status;
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status)) t_fail(__FILE__, __LINE__, "child died of signal %d", WTERMSIG(status));
    CHECK_EQ(WEXITSTATUS(status), code);
}
#endif
