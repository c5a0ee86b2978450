// An address inside a block of 8 B, at a level that looks at every start.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x" "it is inside the " "-byte block at 0x"
// level: 2
#include "../t.h"

int main(void) {
    char *p = malloc(8);
    t_named(p + 1);
    free(t_opaque(p + 1));
    return 0;
}
