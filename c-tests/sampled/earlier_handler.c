// A handler that was there before ours gets faults as ever, after the report: this one is installed before libraries
// are initialised, and says how often it was called.
// expect: exit 5 "orthotope: use after free, a write at 0x"
// report: stacks
// mode: linked
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"
#include <setjmp.h>
#include <signal.h>

static sigjmp_buf back;
static void *volatile fault;
static volatile int calls;

static void on_fault(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)context;
    fault = info->si_addr;
    calls++;
    siglongjmp(back, 1);
}

static void install(void) {
    struct sigaction before, action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    // Somebody has allocated by now, and ours is there already.
    if (sigaction(SIGSEGV, NULL, &before) != 0 || before.sa_handler != SIG_DFL) _exit(T_SKIP);
    sigaction(SIGSEGV, &action, NULL);
}
__attribute__((section(".preinit_array"), used)) static void (*const early)(void) = install;

static void expect_fault(volatile unsigned char *p) {
    fault = NULL;
    if (sigsetjmp(back, 1) == 0) {
        *p = 1;
        CHECK(0);
    }
    CHECK_EQ((uintptr_t)fault, (uintptr_t)p);
}

int main(void) {
    unsigned char *p = malloc(64);
    free(p);
    expect_fault(t_opaque(p));
    for (uintptr_t at = 1; at < 5; at++) expect_fault((volatile unsigned char *)t_opaque((void *)at));
    return calls;
}
