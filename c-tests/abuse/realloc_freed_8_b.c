// realloc of a block of 8 B that was freed.
// expect: SIGABRT "orthotope: realloc(): use of freed block 0x"
#include "../t.h"

int main(void) {
    void *p = malloc(8);
    t_named(p);
    free(p);
    p = realloc(t_opaque(p), 5000);
    return 0;
}
