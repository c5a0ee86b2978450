// One byte written behind a block of 256 KiB, found when it is to grow.
// expect: SIGABRT "orthotope: realloc(): overflow of 0x" "written behind its 262144 bytes"
// level: 2
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(256 * KIB);
    t_named(p);
    p[t_size(256 * KIB)] ^= 0xff;
    p = realloc(p, 512 * KIB);
    return 0;
}
