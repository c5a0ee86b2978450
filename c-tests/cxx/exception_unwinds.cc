// A bad_alloc that passes through frames runs their destructors.
#include "../t.h"
#include <memory>
#include <new>
#include <string>
#include <vector>

static int destroyed;
struct Counted {
    std::string text = std::string(100, 'x');
    ~Counted() { destroyed++; }
};

static void deep(int depth) {
    Counted c;
    std::string s(static_cast<size_t>(depth) * 10 + 50, 'y');
    auto held = std::make_unique<Counted>();
    if (depth == 0) {
        ::operator delete(::operator new(t_size(size_t(1) << 60)));
        return;
    }
    deep(depth - 1);
    CHECK_EQ(s[0], 'y');
}

int main() {
    for (int i = 0; i < 100; i++) {
        destroyed = 0;
        try {
            deep(20);
            CHECK(!"nothing was thrown");
        } catch (const std::bad_alloc &) {
        }
        CHECK_EQ(destroyed, 42);
    }
}
