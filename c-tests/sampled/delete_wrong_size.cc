// An object deleted as one of another size, at a level that looks.
// expect: SIGABRT "orthotope: free(): wrong size for 0x" ": 32, allocated with 64"
// env: ORTHOTOPE_GUARD_SAMPLE=1
// env: ORTHOTOPE_HARDEN=2
#include "../t.h"
#include <new>

int main() {
    void *p = ::operator new(64);
    t_named(p);
    ::operator delete(t_opaque(p), 32);
}
