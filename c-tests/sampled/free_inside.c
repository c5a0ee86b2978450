// An address inside a block.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x" ": it is inside the 64-byte block at 0x"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    char *p = malloc(64);
    t_named(p + 16);
    free(t_opaque(p + 16));
    return 0;
}
