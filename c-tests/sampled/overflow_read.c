// One byte read behind a block. It is noticed where the block ends with its room: every second time, by chance.
// expect: SIGSEGV "orthotope: overflow, a read at 0x" ": 0 bytes behind the 64-byte block at 0x"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    int sum = 0;
    for (int i = 0; i < 64; i++) sum += ((volatile unsigned char *)t_opaque(malloc(64)))[64];
    return sum & 1;
}
