// A signal that lands anywhere in malloc and free, and whose handler returns, does no harm.
// glibc: yes
#include "../t.h"
#include <signal.h>
#include <sys/time.h>

static volatile int signals;
static void handler(int unused) {
    (void)unused;
    signals = signals + 1;
}

int main(void) {
    struct sigaction action = {0};
    struct itimerval every = {{0, 500}, {0, 500}};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    CHECK_EQ(sigaction(SIGALRM, &action, NULL), 0);
    CHECK_EQ(setitimer(ITIMER_REAL, &every, NULL), 0);
    uint64_t seed = 1;
    static void *blocks[1000];
    static size_t sizes[1000];
    for (int i = 0; i < 400000 || signals < 100; i++) {
        size_t slot = t_rand(&seed) % 1000;
        if (blocks[slot]) CHECK_FILLED(blocks[slot], sizes[slot], slot);
        free(blocks[slot]);
        sizes[slot] = t_rand(&seed) % (i % 1000 ? 1000 : 500000);
        CHECK((blocks[slot] = malloc(sizes[slot])) != NULL);
        t_fill(blocks[slot], sizes[slot], slot);
    }
    return 0;
}
