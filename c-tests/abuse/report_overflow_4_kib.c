// With ORTHOTOPE_ON_MISUSE=report an overflow of 4 KiB is a line, and the block is freed.
// expect: exit 0 "orthotope: free(): overflow of 0x" "written behind its 4096 bytes"
// env: ORTHOTOPE_ON_MISUSE=report
// level: 2
#include "report.h"

int main(void) {
    unsigned char *p = malloc(4 * KIB);
    t_named(p);
    p[t_size(4 * KIB)] ^= 0xff;
    free(p);
    all_differ(4 * KIB);
    return 0;
}
