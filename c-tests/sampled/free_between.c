// An address between two blocks.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x" ": it points between sampled blocks"
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    char *p = malloc(64);
    t_named(p + 8192);
    free(t_opaque(p + 8192));
    return 0;
}
