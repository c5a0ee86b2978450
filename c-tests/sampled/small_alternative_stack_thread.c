// The same as Rust's programs have it: a handler of SIGBUS, and in each thread an alternative stack of 8 KiB.
// expect: SIGSEGV "orthotope: overflow, a read at 0x" "orthotope:   read by" "orthotope:   allocated by"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "small_stack.h"

static void on_bus(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info, (void)context;
    _exit(1);
}

static void *run(void *unused) {
    give_small_stack(8 * KIB);
    volatile char *p = malloc(32 * KIB);
    t_named(p + 32 * KIB);
    (void)((volatile char *)t_opaque(p))[32 * KIB];
    return unused;
}

int main(void) {
    struct sigaction action = {.sa_sigaction = on_bus, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    CHECK_EQ(sigaction(SIGBUS, &action, NULL), 0);
    give_small_stack(8 * KIB);
    pthread_t thread;
    CHECK_EQ(pthread_create(&thread, NULL, run, NULL), 0);
    pthread_join(thread, NULL);
    return 0;
}
