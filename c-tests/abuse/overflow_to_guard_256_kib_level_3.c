// At level 3 a page without access lies behind a large block: a long overflow faults.
// expect: SIGSEGV
// env: ORTHOTOPE_HARDEN=3
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(256 * KIB), *next = malloc(256 * KIB);
    CHECK(next != NULL);
    memset(t_opaque(p), 1, t_size(256 * KIB + 65537));
    return 0;
}
