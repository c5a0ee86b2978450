// An address inside a block of 8 B, when others beside it came and went: at a level that looks at every start.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x" "it is inside the " "-byte block at 0x"
// level: 2
#include "../t.h"

int main(void) {
    char *p = malloc(8), *others[1000];
    for (int i = 0; i < 1000; i++) others[i] = malloc(8);
    free(others[1]);
    free(others[2]);
    t_named(p + 1);
    free(t_opaque(p + 1));
    return 0;
}
