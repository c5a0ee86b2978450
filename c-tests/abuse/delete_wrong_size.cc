// An object deleted as one of another size.
// expect: SIGABRT "orthotope: free(): wrong size for 0x" "24, allocated with 16"
// level: 2
#include "../t.h"
#include <new>

int main() {
    void *p = ::operator new(16);
    t_named(p);
    ::operator delete(p, t_size(24));
}
