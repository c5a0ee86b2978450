// malloc_usable_size of an address inside a small block.
// expect: SIGABRT "orthotope: malloc_usable_size(): invalid pointer 0x" "it is inside the " "-byte block at 0x"
#include "../t.h"

int main(void) {
    char *p = malloc(100);
    t_named(p + 16);
    CHECK_EQ(malloc_usable_size(t_opaque(p + 16)), 1);
    return 0;
}
