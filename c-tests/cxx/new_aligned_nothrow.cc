// Aligned nothrow new, plain and array, and the deletes that match.
#include "../t.h"
#include <new>

int main() {
    for (size_t alignment = 1; alignment <= MIB; alignment *= 2)
        for (size_t n = 0; n < 2 * MIB; n = n * 5 + 3) {
            auto align = std::align_val_t(alignment);
            void *a = ::operator new(n, align, std::nothrow), *b = ::operator new[](n, align, std::nothrow);
            CHECK(a && b && a != b);
            CHECK_ALIGNED(a, alignment);
            CHECK_ALIGNED(b, alignment);
            t_fill(a, n, 1);
            CHECK_FILLED(a, n, 1);
            ::operator delete(a, align, std::nothrow);
            ::operator delete[](b, align, std::nothrow);
        }
}
