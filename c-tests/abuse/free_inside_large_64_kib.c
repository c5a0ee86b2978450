// An address 64 KiB inside a large block.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    char *p = malloc(32 * MIB);
    CHECK(p != NULL);
    t_named(p + 64 * KIB);
    free(t_opaque(p + 64 * KIB));
    return 0;
}
