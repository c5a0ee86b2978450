// A program that installs a handler of its own for SIGSEGV has its faults for itself, those at a block's end too.
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"
#include <setjmp.h>
#include <signal.h>

static sigjmp_buf back;
static void *volatile fault;

static void on_fault(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)context;
    fault = info->si_addr;
    siglongjmp(back, 1);
}

int main(void) {
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    CHECK_EQ(sigaction(SIGSEGV, &action, NULL), 0);
    unsigned char *p = malloc(64);
    free(p);
    if (sigsetjmp(back, 1) == 0) {
        ((volatile unsigned char *)t_opaque(p))[3] = 1;
        CHECK(0);
    }
    CHECK_EQ((uintptr_t)fault, (uintptr_t)p + 3);
    return 0;
}
