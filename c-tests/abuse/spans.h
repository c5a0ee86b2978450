// A run over many neighbouring spans of 4 KiB blocks, all of them in use.
#ifndef SPANS_H
#define SPANS_H
#include "../t.h"
#include <signal.h>

enum { SPAN = 320 << 10, REACH = 2 << 20 }; // length of a span of this class; how far the run goes

static unsigned char *spans_first;

// The fault has to come where the first span ends.
static inline void spans_fault(int number, siginfo_t *info, void *context) {
    (void)context;
    size_t at = (size_t)((unsigned char *)info->si_addr - spans_first);
    CHECK(at <= SPAN);
    signal(number, SIG_DFL); // the instruction faults again
}

// The lowest of blocks that fill the `REACH` bytes behind it.
static inline unsigned char *spans_full(void) {
    enum { COUNT = 4096 };
    static unsigned char *all[COUNT];
    for (int i = 0; i < COUNT; i++) CHECK((all[i] = malloc(4 * KIB)) != NULL);
    unsigned char *first = all[0];
    for (int i = 0; i < COUNT; i++)
        if (all[i] < first) first = all[i];
    int near = 0;
    for (int i = 0; i < COUNT; i++)
        if (all[i] - first < REACH) near++;
    CHECK_GE(near, REACH / (16 * KIB)); // the rest are guards, what blocks are rounded up to, and bookkeeping
    return first;
}

static inline void spans_run(void) {
    struct sigaction action = {.sa_sigaction = spans_fault, .sa_flags = SA_SIGINFO};
    spans_first = spans_full();
    CHECK_EQ(sigaction(SIGSEGV, &action, NULL), 0);
    memset(t_opaque(spans_first), 1, t_size(REACH));
    _exit(0); // nothing of the heap is whole
}
#endif
