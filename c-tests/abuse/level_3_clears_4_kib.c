// At level 3 a block of 4 KiB is cleared when it is freed: what was in it is not there to be read.
// env: ORTHOTOPE_HARDEN=3
#include "../t.h"

int main(void) {
    for (int i = 0; i < 1000; i++) {
        unsigned char *p = malloc(4 * KIB);
        CHECK(p != NULL);
        memset(p, 0xa5, 4 * KIB);
        free(p);
        CHECK_ZERO((unsigned char *)t_opaque(p), 4 * KIB);
    }
    return 0;
}
