// One byte read before a block. It is noticed where the block begins with its room: every second time, by chance.
// expect: SIGSEGV "orthotope: underflow, a read at 0x" ": 1 bytes before the 64-byte block at 0x"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    int sum = 0;
    for (int i = 0; i < 64; i++) sum += ((volatile signed char *)t_opaque(malloc(64)))[-1];
    return sum & 1;
}
