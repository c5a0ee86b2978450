// realloc of a block of 256 KiB that was freed.
// expect: SIGABRT "orthotope: realloc(): use of freed block 0x"
#include "../t.h"

int main(void) {
    void *p = malloc(256 * KIB);
    t_named(p);
    free(p);
    p = realloc(t_opaque(p), 512 * KIB);
    return 0;
}
