// A block of 4 KiB freed again after its span, empty, went back to the system.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x" "no block starts there"
#include "given_back.h"

int main(void) {
    void *p = given_back(4 * KIB);
    t_named(p);
    free(t_opaque(p));
    return 0;
}
