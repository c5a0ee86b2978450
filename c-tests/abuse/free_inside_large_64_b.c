// An address 64 B inside a large block.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x" "it is inside the " "-byte block at 0x"
#include "../t.h"

int main(void) {
    char *p = malloc(32 * MIB);
    CHECK(p != NULL);
    t_named(p + 64);
    free(t_opaque(p + 64));
    return 0;
}
