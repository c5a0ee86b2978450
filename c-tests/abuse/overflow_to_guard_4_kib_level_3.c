// At level 3 a page without access lies behind every span: a run over many blocks faults before it is through.
// expect: SIGSEGV
// env: ORTHOTOPE_HARDEN=3
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(4 * KIB);
    memset(t_opaque(p), 1, t_size(2 * MIB));
    return 0;
}
