// With ORTHOTOPE_ON_MISUSE=report an overflow of 8 B is a line, and the block is freed.
// expect: exit 0 "orthotope: free(): overflow of 0x" "written behind its 8 bytes"
// env: ORTHOTOPE_ON_MISUSE=report
// level: 2
#include "report.h"

int main(void) {
    unsigned char *p = malloc(8);
    t_named(p);
    p[t_size(8)] ^= 0xff;
    free(p);
    all_differ(8);
    return 0;
}
