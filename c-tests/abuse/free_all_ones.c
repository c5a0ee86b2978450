// The number -1, MAP_FAILED.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    void *p = t_opaque((void *)~(uintptr_t)0);
    t_named(p);
    free(p);
    return 0;
}
