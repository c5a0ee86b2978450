// An address near the heap where nothing was ever allocated.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    char *p = malloc(100);
    p = t_opaque(p + 8 * GIB);
    t_named(p);
    free(p);
    return 0;
}
