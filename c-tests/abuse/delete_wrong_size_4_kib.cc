// An object of 4 KiB deleted as one of another size.
// expect: SIGABRT "orthotope: free(): wrong size for 0x" "4104, allocated with 4096"
// level: 2
#include "../t.h"
#include <new>

int main() {
    void *p = ::operator new(4 * KIB);
    t_named(p);
    ::operator delete(p, t_size(4 * KIB + 8));
}
