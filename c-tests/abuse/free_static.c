// The address of a static variable.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x"
#include "../t.h"

static int variable[64];

int main(void) {
    t_named(variable);
    free(t_opaque(variable));
    return 0;
}
