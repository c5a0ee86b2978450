// One byte written behind a block of 8 B, found when it is to grow.
// expect: SIGABRT "orthotope: realloc(): overflow of 0x" "written behind its 8 bytes"
// level: 2
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(8);
    t_named(p);
    p[t_size(8)] ^= 0xff;
    p = realloc(p, 100);
    return 0;
}
