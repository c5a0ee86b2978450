// realloc of an address inside a small block.
// expect: SIGABRT "orthotope: realloc(): invalid pointer 0x" "it is inside the " "-byte block at 0x"
#include "../t.h"

int main(void) {
    char *p = malloc(100);
    t_named(p + 16);
    p = realloc(t_opaque(p + 16), 5000);
    return 0;
}
