// realloc(NULL, n) is malloc(n), for 0 too.
#include "../t.h"

int main(void) {
    void *none = t_opaque(NULL);
    unsigned char *p = realloc(none, 100), *q = realloc(none, 0), *r = realloc(none, 8 * MIB);
    CHECK(p && q && r);
    memset(p, 1, 100);
    memset(r, 1, 8 * MIB);
    free(p);
    free(q);
    free(r);
    return 0;
}
