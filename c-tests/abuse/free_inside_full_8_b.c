// An address inside a block of 8 B, the first that is freed since its span was full: at every level somebody looks then.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x" "it is inside the " "-byte block at 0x"
#include "../t.h"

int main(void) {
    char *p = malloc(8);
    for (int i = 0; i < 10000; i++) CHECK(malloc(8) != NULL);
    t_named(p + 8);
    free(t_opaque(p + 8));
    return 0;
}
