// realloc of a block that was freed.
// expect: SIGABRT "orthotope: realloc(): use of freed block 0x" " (64 bytes, sampled)"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    void *p = malloc(64);
    t_named(p);
    free(p);
    return realloc(t_opaque(p), 100) != NULL;
}
