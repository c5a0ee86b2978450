// A block of 4 KiB written to after it was freed: found when it is handed out again.
// expect: SIGABRT "orthotope: malloc(): write after free to 0x"
// level: 2
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(4 * KIB);
    t_named(p);
    free(p);
    memset((unsigned char *)t_opaque(p) + 5, 1, 3); // one byte is what it was before, once in 256 runs
    for (int i = 0; i < 10000; i++) free(malloc(4 * KIB));
    return 0;
}
