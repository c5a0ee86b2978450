// Nothrow new, plain and array, and the nothrow deletes.
#include "../t.h"
#include <new>

int main() {
    for (size_t n = 0; n < 20 * MIB; n = n * 2 + 3) {
        void *a = ::operator new(n, std::nothrow), *b = ::operator new[](n, std::nothrow);
        CHECK(a && b && a != b);
        CHECK_GE(malloc_usable_size(a), n);
        t_fill(a, n, 1);
        t_fill(b, n, 2);
        CHECK_FILLED(a, n, 1);
        CHECK_FILLED(b, n, 2);
        ::operator delete(a, std::nothrow);
        ::operator delete[](b, std::nothrow);
    }
}
