// Without the setting there is no handler, and no block has pages of its own. (At level 1, where only a sampled block is
// as long as was asked.)
// env: ORTHOTOPE_GUARD_SAMPLE=0
// env: ORTHOTOPE_HARDEN=1
#include "../t.h"
#include <signal.h>

int main(void) {
    struct sigaction action;
    CHECK_EQ(sigaction(SIGSEGV, NULL, &action), 0);
    CHECK(action.sa_handler == SIG_DFL);
    for (int i = 0; i < 10000; i++) {
        void *p = malloc(100);
        CHECK(malloc_usable_size(p) == 112);
        if (i % 3) free(p);
    }
    return 0;
}
