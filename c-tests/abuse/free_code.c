// The address of a function.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    void *p = t_opaque((void *)(uintptr_t)&main);
    t_named(p);
    free(p);
    return 0;
}
