// A handler that was there before ours runs with the signals blocked that it and the program asked for, and no others.
// expect: exit 0 "orthotope: use after free, a write at 0x"
// report: stacks
// mode: linked
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"
#include <setjmp.h>
#include <signal.h>

static sigjmp_buf back;
static sigset_t seen;

static void on_fault(int signal) {
    (void)signal;
    pthread_sigmask(SIG_BLOCK, NULL, &seen);
    siglongjmp(back, 1);
}

static void install(void) {
    struct sigaction before, action = {.sa_handler = on_fault};
    if (sigaction(SIGSEGV, NULL, &before) != 0 || before.sa_handler != SIG_DFL) _exit(T_SKIP);
    sigaddset(&action.sa_mask, SIGUSR1);
    sigaction(SIGSEGV, &action, NULL);
}
__attribute__((section(".preinit_array"), used)) static void (*const early)(void) = install;

int main(void) {
    sigset_t own;
    sigemptyset(&own);
    sigaddset(&own, SIGHUP);
    CHECK_EQ(pthread_sigmask(SIG_BLOCK, &own, NULL), 0);
    volatile char *p = malloc(64);
    free((void *)p);
    if (sigsetjmp(back, 1) == 0) *(volatile char *)t_opaque(p) = 1;
    for (int signal = 1; signal <= 64; signal++) {
        int wanted = signal == SIGSEGV || signal == SIGUSR1 || signal == SIGHUP;
        if (sigismember(&seen, signal) != wanted) t_fail(__FILE__, __LINE__, "signal %d: not %d", signal, wanted);
    }
    CHECK_EQ(pthread_sigmask(SIG_BLOCK, NULL, &seen), 0);
    CHECK(sigismember(&seen, SIGHUP) && !sigismember(&seen, SIGUSR1) && !sigismember(&seen, SIGSEGV));
    return 0;
}
