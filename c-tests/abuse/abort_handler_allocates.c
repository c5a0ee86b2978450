// A SIGABRT handler that allocates still gets to run.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"
#include <signal.h>

static void handler(int unused) {
    (void)unused;
    for (size_t n = 1; n < 100000; n *= 3) free(malloc(n));
}

int main(void) {
    CHECK(signal(SIGABRT, handler) != SIG_ERR);
    void *p = malloc(100);
    t_named(p);
    free(p);
    free(t_opaque(p));
    return 0;
}
