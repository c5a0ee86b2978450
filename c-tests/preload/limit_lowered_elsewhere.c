// A limit that is another process's leaves the arena alone: a child of vfork's, whose memory is ours. Where a lock is taken, by
// the program that a signal has interrupted or by a thread that a raw fork left behind, setrlimit waits for nobody.
// glibc: yes
#include "../t.h"
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BLOCKS = 64, SIGNALS = 300, CHILDREN = 100 };

static volatile sig_atomic_t signals;
static volatile int stop;

// Generous: what matters is who is asked to give up address space.
static const struct rlimit limit = {(rlim_t)1 << 36, RLIM_INFINITY};

static void churn_once(void) {
    void *blocks[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) CHECK((blocks[i] = malloc((size_t)70000 * (1 + i % 40))) != NULL);
    for (int i = 0; i < BLOCKS; i++) free(blocks[i]);
}

static void *churn(void *unused) {
    while (!stop) churn_once();
    return unused;
}

static void on_signal(int number) {
    (void)number;
    setrlimit(RLIMIT_AS, &limit);
    signals++;
}

static void *limit_by_thread(void *unused) {
    CHECK_EQ(prlimit((pid_t)syscall(SYS_gettid), RLIMIT_AS, &(struct rlimit){(rlim_t)1 << 30, RLIM_INFINITY}, NULL), 0);
    return unused;
}

static void wait_for(pid_t child) {
    int status;
    CHECK(child > 0);
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
}

int main(void) {
    free(t_opaque(malloc(MIB)));
    long before = t_status_kib("VmSize:");
    pid_t child = vfork();
    if (child == 0) {
        setrlimit(RLIMIT_AS, &(struct rlimit){(rlim_t)1 << 30, (rlim_t)1 << 30});
        _exit(0);
    }
    wait_for(child);
    CHECK_EQ(t_status_kib("VmSize:"), before);

    // A thread's number means the process, for which it has no other use.
    child = fork();
    if (child == 0) {
        pthread_t thread;
        CHECK_EQ(pthread_create(&thread, NULL, limit_by_thread, NULL), 0);
        CHECK_EQ(pthread_join(thread, NULL), 0);
        CHECK_LE(t_status_kib("VmSize:"), 1L << 20);
        _exit(0);
    }
    wait_for(child);

    child = fork();
    if (child == 0) {
        struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
        struct itimerval timer = {{0, 1000}, {0, 1000}};
        CHECK_EQ(sigaction(SIGPROF, &action, NULL), 0);
        CHECK_EQ(setitimer(ITIMER_PROF, &timer, NULL), 0);
        while (signals < SIGNALS) churn_once();
        _exit(0);
    }
    wait_for(child);

    pthread_t threads[3];
    for (int i = 0; i < 3; i++) CHECK_EQ(pthread_create(&threads[i], NULL, churn, NULL), 0);
    for (int i = 0; i < CHILDREN; i++) {
        child = (pid_t)syscall(SYS_fork);
        if (child == 0) {
            setrlimit(RLIMIT_AS, &limit);
            _exit(0);
        }
        wait_for(child);
    }
    stop = 1;
    for (int i = 0; i < 3; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    return 0;
}
