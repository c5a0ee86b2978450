// One byte written behind a block of 4 KiB, found when it is to grow.
// expect: SIGABRT "orthotope: realloc(): overflow of 0x" "written behind its 4096 bytes"
// level: 2
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(4 * KIB);
    t_named(p);
    p[t_size(4 * KIB)] ^= 0xff;
    p = realloc(p, 8 * KIB);
    return 0;
}
