// An object of 8 B deleted as one of another size.
// expect: SIGABRT "orthotope: free(): wrong size for 0x" "16, allocated with 8"
// level: 2
#include "../t.h"
#include <new>

int main() {
    void *p = ::operator new(8);
    t_named(p);
    ::operator delete(p, t_size(8 + 8));
}
