// The number 1, as a handle mistaken for a pointer.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    void *p = t_opaque((void *)(uintptr_t)1);
    t_named(p);
    free(p);
    return 0;
}
