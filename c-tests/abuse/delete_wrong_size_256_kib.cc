// An object of 256 KiB deleted as one of another size.
// expect: SIGABRT "orthotope: free(): wrong size for 0x" "262152, allocated with 262144"
// level: 2
#include "../t.h"
#include <new>

int main() {
    void *p = ::operator new(256 * KIB);
    t_named(p);
    ::operator delete(p, t_size(256 * KIB + 8));
}
