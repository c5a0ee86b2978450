// realloc of an address inside a large block.
// expect: SIGABRT "orthotope: realloc(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    char *p = malloc(32 * MIB);
    CHECK(p != NULL);
    t_named(p + MIB);
    p = realloc(t_opaque(p + MIB), 100);
    return 0;
}
