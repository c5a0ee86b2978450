// A word written far behind a block, into the pages that nobody may touch.
// expect: SIGSEGV "orthotope: overflow, a write at 0x" ": 5000 bytes behind the 64-byte block at 0x"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(64);
    t_named(p + 5064);
    ((volatile unsigned char *)t_opaque(p))[5064] = 1;
    return 0;
}
