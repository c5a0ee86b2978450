// ORTHOTOPE_DISABLE=1: operator new and delete work over the C library's heap, failures too.
// env: ORTHOTOPE_DISABLE=1
#include "libc.h"
#include <new>
#include <string>

int main() {
    size_t before = libc_in_use();
    void *p = ::operator new(50000), *q = ::operator new(50000, std::align_val_t(256));
    CHECK_ALIGNED(q, 256);
    CHECK_GE(libc_in_use(), before + 100000);
    ::operator delete(p, size_t(50000));
    ::operator delete(q, std::align_val_t(256));
    std::string s(1000, 'x');
    bool caught = false;
    try {
        ::operator delete(::operator new(t_size(size_t(1) << 60)));
    } catch (const std::bad_alloc &) {
        caught = true;
    }
    CHECK(caught);
}
