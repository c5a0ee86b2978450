// At level 3 a large block that is free has no access: the write itself faults.
// expect: SIGSEGV
// env: ORTHOTOPE_HARDEN=3
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(256 * KIB);
    free(p);
    ((unsigned char *)t_opaque(p))[5] = 1;
    return 0;
}
