// Aligned new, plain and array, and the aligned deletes, sized and not, from 1 B to 1 MiB.
#include "../t.h"
#include <new>

int main() {
    for (size_t alignment = 1; alignment <= MIB; alignment *= 2)
        for (size_t n = 0; n < 2 * MIB; n = n * 5 + 3) {
            auto align = std::align_val_t(alignment);
            void *a = ::operator new(n, align), *b = ::operator new[](n, align);
            void *c = ::operator new(n, align), *d = ::operator new[](n, align);
            CHECK(a && b && c && d);
            CHECK_ALIGNED(a, alignment);
            CHECK_ALIGNED(b, alignment);
            CHECK_ALIGNED(c, alignment);
            CHECK_ALIGNED(d, alignment);
            t_fill(a, n, 1);
            t_fill(b, n, 2);
            CHECK_GE(malloc_usable_size(a), n);
            CHECK_FILLED(a, n, 1);
            CHECK_FILLED(b, n, 2);
            ::operator delete(a, align);
            ::operator delete[](b, align);
            ::operator delete(c, n, align);
            ::operator delete[](d, n, align);
        }
}
