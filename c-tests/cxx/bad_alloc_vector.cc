// A vector that asks for too much throws, keeps its contents, and works on.
#include "../t.h"
#include <new>
#include <stdexcept>
#include <vector>

int main() {
    std::vector<int> v(1000, 7);
    bool thrown = false;
    try {
        v.reserve(t_size(size_t(1) << 58));
    } catch (const std::bad_alloc &) {
        thrown = true;
    }
    CHECK(thrown);
    thrown = false;
    try {
        v.resize(t_size(SIZE_MAX / 2));
    } catch (const std::length_error &) {
        thrown = true;
    }
    CHECK(thrown);
    v.resize(100000, 8);
    CHECK_EQ(v[999], 7);
    CHECK_EQ(v[99999], 8);
}
