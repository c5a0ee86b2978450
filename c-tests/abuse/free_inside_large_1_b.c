// An address 1 B inside a large block.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x" "it is inside the " "-byte block at 0x"
#include "../t.h"

int main(void) {
    char *p = malloc(32 * MIB);
    CHECK(p != NULL);
    t_named(p + 1);
    free(t_opaque(p + 1));
    return 0;
}
