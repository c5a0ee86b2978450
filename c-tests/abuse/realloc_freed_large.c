// realloc of a large block that was freed.
// expect: SIGABRT "orthotope: realloc(): "
#include "../t.h"

int main(void) {
    void *p = malloc(4 * MIB);
    t_named(p);
    free(p);
    p = realloc(t_opaque(p), 8 * MIB);
    return 0;
}
