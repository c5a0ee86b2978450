// A switch that is neither 0 nor 1 is reported once, and leaves the library on.
// env: ORTHOTOPE_DISABLE=yes
// expect: exit 0 "ORTHOTOPE_DISABLE" "yes"
#include "libc.h"

int main(void) {
    size_t before = libc_in_use();
    void *p = malloc(50000);
    CHECK(p != NULL);
    CHECK_LE(libc_in_use(), before);
    free(p);
    return 0;
}
