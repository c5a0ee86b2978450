// One byte written behind a block that does not reach to the end of its room, found when it is freed.
// expect: SIGABRT "orthotope: free(): overflow of 0x" ": written behind its 50 bytes"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(50);
    t_named(p);
    ((volatile unsigned char *)t_opaque(p))[50] = 0;
    free(p);
    return 0;
}
