// A memory limit too small to run with is reported and not used.
// env: ORTHOTOPE_MEMORY_LIMIT=100K
// expect: exit 0 "ORTHOTOPE_MEMORY_LIMIT=100K" "using none"
#include "../t.h"

int main(void) {
    void *p = malloc(100 * MIB);
    CHECK(p != NULL);
    free(p);
    return 0;
}
