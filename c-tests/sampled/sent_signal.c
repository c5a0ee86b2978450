// A SIGSEGV that a process sends ends the program as ever.
// expect: SIGSEGV
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"
#include <signal.h>

int main(void) {
    free(t_opaque(malloc(64)));
    CHECK_EQ(kill(getpid(), SIGSEGV), 0);
    for (;;) pause();
}
