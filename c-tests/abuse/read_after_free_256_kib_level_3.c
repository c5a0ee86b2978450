// At level 3 a large block that is free has no access: the read itself faults, also after others came and went.
// expect: SIGSEGV
// env: ORTHOTOPE_HARDEN=3
#include "../t.h"

int main(void) {
    unsigned char *p = malloc(256 * KIB);
    free(p);
    for (int i = 0; i < 8; i++) free(malloc(256 * KIB));
    volatile unsigned char found = ((unsigned char *)t_opaque(p))[5];
    (void)found; // as a status it would look like a signal, by chance
    return 0;
}
