// realloc of a small block that was freed.
// expect: SIGABRT "orthotope: realloc(): "
#include "../t.h"

int main(void) {
    void *p = malloc(100);
    t_named(p);
    free(p);
    p = realloc(t_opaque(p), 5000);
    return 0;
}
