// A handler that removes itself ends the loop: new throws, nothrow new gives null.
#include "../t.h"
#include <new>

static int calls;
static void once() {
    calls++;
    std::set_new_handler(nullptr);
}

int main() {
    size_t n = t_size(size_t(1) << 60);
    bool caught = false;
    std::set_new_handler(once);
    try {
        ::operator delete(::operator new(n));
    } catch (const std::bad_alloc &) {
        caught = true;
    }
    CHECK(caught);
    CHECK_EQ(calls, 1);
    std::set_new_handler(once);
    CHECK_NULL(::operator new(n, std::nothrow));
    CHECK_EQ(calls, 2);
}
