// A block written to after it was freed, and others came and went.
// expect: SIGSEGV "orthotope: use after free, a write at 0x" ": 99 bytes into the 100-byte block at 0x" ", freed"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(100);
    t_named(p);
    free(p);
    for (int i = 0; i < 50; i++) free(t_opaque(malloc(100)));
    ((volatile unsigned char *)t_opaque(p))[99] = 1;
    return 0;
}
