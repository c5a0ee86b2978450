// What the new-handler throws reaches the caller of every throwing new.
#include "../t.h"
#include <new>

struct Mine : std::bad_alloc {
    int n;
    explicit Mine(int n) : n(n) {}
};
static int calls;
static void thrower() { throw Mine(++calls); }

template <class New> static void thrown_by(New make) {
    int before = calls;
    try {
        make(t_size(size_t(1) << 60));
    } catch (const Mine &e) {
        CHECK_EQ(e.n, before + 1);
        return;
    }
    CHECK(!"nothing was thrown");
}

int main() {
    std::set_new_handler(thrower);
    thrown_by([](size_t n) { return ::operator new(n); });
    thrown_by([](size_t n) { return ::operator new[](n); });
    thrown_by([](size_t n) { return ::operator new(n, std::align_val_t(64)); });
    thrown_by([](size_t n) { return ::operator new[](n, std::align_val_t(64)); });
}
