// malloc_usable_size of a large block that was freed.
// expect: SIGABRT "orthotope: malloc_usable_size(): "
#include "../t.h"

int main(void) {
    void *p = malloc(32 * MIB);
    t_named(p);
    free(p);
    CHECK_EQ(malloc_usable_size(t_opaque(p)), 1);
    return 0;
}
