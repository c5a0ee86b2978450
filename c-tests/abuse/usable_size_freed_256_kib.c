// malloc_usable_size of a block of 256 KiB that was freed.
// expect: SIGABRT "orthotope: malloc_usable_size(): use of freed block 0x"
#include "../t.h"

int main(void) {
    void *p = malloc(256 * KIB);
    t_named(p);
    free(p);
    CHECK_EQ(malloc_usable_size(t_opaque(p)), 1);
    return 0;
}
