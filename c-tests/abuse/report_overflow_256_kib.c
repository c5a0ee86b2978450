// With ORTHOTOPE_ON_MISUSE=report an overflow of 256 KiB is a line, and the block is freed.
// expect: exit 0 "orthotope: free(): overflow of 0x" "written behind its 262144 bytes"
// env: ORTHOTOPE_ON_MISUSE=report
// level: 2
#include "report.h"

int main(void) {
    unsigned char *p = malloc(256 * KIB);
    t_named(p);
    p[t_size(256 * KIB)] ^= 0xff;
    free(p);
    all_differ(256 * KIB);
    return 0;
}
