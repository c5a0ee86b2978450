// Nothrow new that fails gives null, with no handler set.
// glibc: no
#include "../t.h"
#include <initializer_list>
#include <new>

int main() {
    for (size_t n : {size_t(1) << 60, TOO_LARGE, SIZE_MAX}) {
        n = t_size(n);
        CHECK_NULL(::operator new(n, std::nothrow));
        CHECK_NULL(::operator new[](n, std::nothrow));
        CHECK_NULL(::operator new(n, std::align_val_t(64), std::nothrow));
        CHECK_NULL(::operator new[](n, std::align_val_t(64), std::nothrow));
    }
}
