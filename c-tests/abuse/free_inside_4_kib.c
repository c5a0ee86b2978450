// An address inside a block of 4 KiB, when others beside it came and went: at a level that looks at every start.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x" "it is inside the " "-byte block at 0x"
// level: 2
#include "../t.h"

int main(void) {
    char *p = malloc(4 * KIB), *others[20];
    for (int i = 0; i < 20; i++) others[i] = malloc(4 * KIB);
    free(others[1]);
    free(others[2]);
    t_named(p + 16);
    free(t_opaque(p + 16));
    return 0;
}
