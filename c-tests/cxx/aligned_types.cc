// Over-aligned types in new-expressions are aligned, one by one and in arrays.
#include "../t.h"
#include <memory>
#include <vector>

template <size_t A> struct alignas(A) Type {
    char c[3];
};
template <size_t A> static void check() {
    std::vector<std::unique_ptr<Type<A>>> held;
    for (int i = 0; i < 50; i++) {
        held.push_back(std::make_unique<Type<A>>());
        CHECK_ALIGNED(held.back().get(), A);
    }
    auto *array = static_cast<Type<A> *>(t_opaque(new Type<A>[5]));
    CHECK_ALIGNED(array, A);
    delete[] array;
    std::vector<Type<A>> v(9);
    CHECK_ALIGNED(v.data(), A);
}

int main() {
    check<16>();
    check<32>();
    check<64>();
    check<128>();
    check<256>();
    check<4096>();
    check<65536>();
}
