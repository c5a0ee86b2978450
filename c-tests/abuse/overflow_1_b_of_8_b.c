// One byte written behind a block of 8 B, found when it is freed.
// expect: SIGABRT "orthotope: free(): overflow of 0x" "written behind its 8 bytes"
// level: 2
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(8);
    t_named(p);
    p[t_size(8)] ^= 0xff;
    free(p);
    return 0;
}
