// realloc of the address of a local variable.
// expect: SIGABRT "orthotope: realloc(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    int local[8] = {0};
    t_named(local);
    void *p = realloc(t_opaque(local), 100);
    free(p);
    return 0;
}
