// A block of 4 KiB written to after it was freed: found when it is handed out again.
// expect: SIGABRT "orthotope: malloc(): write after free to 0x"
// level: 2
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(4 * KIB);
    t_named(p);
    free(p);
    memset((unsigned char *)t_opaque(p) + 5, 2, 3); // what free blocks are filled with is odd, or 0
    for (int i = 0; i < 10000; i++) free(malloc(4 * KIB));
    return 0;
}
