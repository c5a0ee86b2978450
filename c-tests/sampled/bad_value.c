// A value that is no number is said once, with what is used instead: none.
// expect: exit 0 "orthotope: ORTHOTOPE_GUARD_SAMPLE=often: expected a number from 0 to 1073741824, using 0"
// env: ORTHOTOPE_GUARD_SAMPLE=often
// env: ORTHOTOPE_HARDEN=1
#include "../t.h"

int main(void) {
    CHECK_EQ(malloc_usable_size(t_opaque(malloc(100))), 112);
    return 0;
}
