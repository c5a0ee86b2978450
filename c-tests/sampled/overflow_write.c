// One byte written behind a block of several pages.
// expect: SIGSEGV "orthotope: overflow, a write at 0x" ": 0 bytes behind the 12288-byte block at 0x"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    for (int i = 0; i < 64; i++) ((volatile unsigned char *)t_opaque(malloc(12 * KIB)))[12 * KIB] = 1;
    return 0;
}
