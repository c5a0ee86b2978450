// A size that no machine has is reported once, and the program runs on.
// env: ORTHOTOPE_ARENA_SIZE=99999999999999999999999G
// expect: exit 0 "ORTHOTOPE_ARENA_SIZE"
#include "../t.h"

int main(void) {
    void *p = malloc(MIB);
    CHECK(p != NULL);
    free(p);
    return 0;
}
