// The whole report comes where the alternative signal stack has 8 KiB, nothing behind it, and the kernel needs half of
// them.
// expect: SIGSEGV "orthotope: use after free, a write at 0x" "orthotope:   write by" "orthotope:   allocated by" "orthotope:   freed by"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "small_stack.h"

int main(void) {
    give_small_stack(8 * KIB);
    volatile char *p = malloc(64);
    free((void *)p);
    ((volatile char *)t_opaque(p))[3] = 1;
    return 0;
}
