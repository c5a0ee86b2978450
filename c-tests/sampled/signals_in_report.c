// Other signals whose handlers run on the alternative stack do not hurt a report, which has gone to a stack of its own.
// expect: exit 0 "orthotope: use after free, a write at 0x"
// report: stacks
// mode: linked
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "small_stack.h"
#include <setjmp.h>
#include <sys/time.h>

static sigjmp_buf back;
static volatile int faults, ticks;

static void on_fault(int signal) {
    (void)signal;
    faults++;
    siglongjmp(back, 1);
}

static void on_tick(int signal) {
    (void)signal;
    volatile char room[512];
    for (size_t i = 0; i < sizeof room; i++) room[i] = (char)0xa5;
    ticks++;
}

static void install(void) {
    struct sigaction before, action = {.sa_handler = on_fault, .sa_flags = SA_ONSTACK};
    if (sigaction(SIGSEGV, NULL, &before) != 0 || before.sa_handler != SIG_DFL) _exit(T_SKIP);
    sigaction(SIGSEGV, &action, NULL);
}
__attribute__((section(".preinit_array"), used)) static void (*const early)(void) = install;

int main(void) {
    give_small_stack(64 * KIB);
    struct sigaction action = {.sa_handler = on_tick, .sa_flags = SA_ONSTACK | SA_RESTART};
    CHECK_EQ(sigaction(SIGALRM, &action, NULL), 0);
    struct itimerval often = {.it_interval.tv_usec = 50, .it_value.tv_usec = 50};
    CHECK_EQ(setitimer(ITIMER_REAL, &often, NULL), 0);
    for (volatile int i = 0; i < 500; i++) {
        volatile char *p = malloc(64);
        free((void *)p);
        if (sigsetjmp(back, 1) == 0) *(volatile char *)t_opaque(p) = 1;
    }
    CHECK_EQ(faults, 500);
    CHECK_GE(ticks, 1);
    return 0;
}
