// A small number, 0x1234.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    void *p = t_opaque((void *)(uintptr_t)0x1234);
    t_named(p);
    free(p);
    return 0;
}
