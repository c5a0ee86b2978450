// An aligned object of 256 KiB deleted with another alignment.
// expect: SIGABRT "orthotope: free(): wrong alignment for 0x" "128, allocated with 64"
// level: 2
#include "../t.h"
#include <new>

int main() {
    void *p = ::operator new(256 * KIB, std::align_val_t(64));
    t_named(p);
    ::operator delete(p, std::align_val_t(t_size(128)));
}
