// A block read after it was freed.
// expect: SIGSEGV "orthotope: use after free, a read at 0x" ": 16 bytes into the 64-byte block at 0x" ", freed"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(64);
    t_named(p);
    free(p);
    return ((volatile unsigned char *)t_opaque(p))[16];
}
