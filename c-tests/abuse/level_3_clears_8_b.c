// At level 3 a block of 8 B is cleared when it is freed: what was in it is not there to be read.
// env: ORTHOTOPE_HARDEN=3
#include "../t.h"

int main(void) {
    for (int i = 0; i < 1000; i++) {
        unsigned char *p = malloc(8);
        CHECK(p != NULL);
        memset(p, 0xa5, 8);
        free(p);
        CHECK_ZERO((unsigned char *)t_opaque(p), 8);
    }
    return 0;
}
