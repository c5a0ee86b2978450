// An address 16 MiB inside a large block.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    char *p = malloc(32 * MIB);
    CHECK(p != NULL);
    t_named(p + 16 * MIB);
    free(t_opaque(p + 16 * MIB));
    return 0;
}
