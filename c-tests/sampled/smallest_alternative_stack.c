// The report needs hardly more of an alternative signal stack than the kernel does.
// expect: SIGSEGV "orthotope: use after free, a read at 0x" "orthotope:   freed by"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "small_stack.h"

int main(void) {
    give_small_stack(getauxval(AT_MINSIGSTKSZ) + KIB);
    volatile char *p = malloc(64);
    free((void *)p);
    return ((volatile char *)t_opaque(p))[3];
}
