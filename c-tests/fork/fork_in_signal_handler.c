// A signal handler that interrupts the allocator forks; parent and child go on.
#include "../t.h"
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>

static volatile sig_atomic_t forks, bad;

static void on_alarm(int signal) {
    (void)signal;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    int status = 1;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
        bad = 1;
    forks++;
}

int main(void) {
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
    CHECK_EQ(sigaction(SIGALRM, &action, NULL), 0);
    struct itimerval every = {{0, 3000}, {0, 3000}};
    CHECK_EQ(setitimer(ITIMER_REAL, &every, NULL), 0);
    static void *blocks[64];
    for (size_t i = 0; forks < 200; i++) {
        free(blocks[i % 64]);
        blocks[i % 64] = malloc(i * 7919 % 300000);
    }
    CHECK_EQ(bad, 0);
    return 0;
}
