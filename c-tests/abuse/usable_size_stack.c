// malloc_usable_size of the address of a local variable.
// expect: SIGABRT "orthotope: malloc_usable_size(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    int local[8] = {0};
    t_named(local);
    CHECK_EQ(malloc_usable_size(t_opaque(local)), 1);
    return 0;
}
