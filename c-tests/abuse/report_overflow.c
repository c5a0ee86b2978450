// With ORTHOTOPE_ON_MISUSE=report an overflow is a line, and the block is freed.
// expect: exit 0 "orthotope: free(): overflow of 0x"
// env: ORTHOTOPE_ON_MISUSE=report
// level: 2
#include "../t.h"

int main(void) {
    char *p = malloc(100);
    t_named(p);
    p[t_size(100)] = 0;
    free(p);
    for (int i = 0; i < 1000; i++) free(malloc(100));
    return 0;
}
