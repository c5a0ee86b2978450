// Plain and array new and delete, sized and not, for every size.
#include "../t.h"
#include <new>

int main() {
    for (size_t n = 0; n < 20 * MIB; n = n * 2 + 3) {
        void *a = ::operator new(n), *b = ::operator new[](n), *c = ::operator new(n), *d = ::operator new[](n);
        CHECK(a && b && c && d);
        CHECK_ALIGNED(a, 16);
        CHECK_ALIGNED(b, 16);
        CHECK_GE(malloc_usable_size(a), n);
        CHECK_GE(malloc_usable_size(b), n);
        t_fill(a, n, 1);
        t_fill(b, n, 2);
        t_fill(c, n, 3);
        t_fill(d, n, 4);
        CHECK_FILLED(a, n, 1);
        CHECK_FILLED(b, n, 2);
        CHECK_FILLED(c, n, 3);
        CHECK_FILLED(d, n, 4);
        ::operator delete(a);
        ::operator delete[](b);
        ::operator delete(c, n);
        ::operator delete[](d, n);
    }
}
