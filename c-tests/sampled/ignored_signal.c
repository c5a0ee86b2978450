// Where SIGSEGV was ignored before the program started it stays ignored, and so it does for what the program starts.
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"
#include <signal.h>

int main(int argc, char **argv) {
    (void)argc;
    if (getenv("AGAIN") == NULL) {
        CHECK_EQ(setenv("AGAIN", "1", 1), 0);
        CHECK(signal(SIGSEGV, SIG_IGN) != SIG_ERR);
        execv("/proc/self/exe", argv);
        CHECK(0);
    }
    struct sigaction action;
    CHECK_EQ(sigaction(SIGSEGV, NULL, &action), 0);
    CHECK(action.sa_handler == SIG_IGN);
    CHECK_EQ(kill(getpid(), SIGSEGV), 0);
    free(t_opaque(malloc(64)));
    return 0;
}
