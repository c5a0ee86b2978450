// A fault that has nothing to do with a block is the program's: nothing is said.
// expect: SIGSEGV
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    *(volatile int *)t_opaque((void *)64) = 1;
    return 0;
}
