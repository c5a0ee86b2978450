// The address of a local variable.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    int local[8] = {0};
    free(malloc(10));
    t_named(local);
    free(t_opaque(local));
    return 0;
}
