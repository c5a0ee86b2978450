// Nothrow new gives null when the new-handler throws std::bad_alloc.
#include "../t.h"
#include <new>

static int calls;
static void thrower() {
    calls++;
    throw std::bad_alloc();
}

int main() {
    std::set_new_handler(thrower);
    size_t n = t_size(size_t(1) << 60);
    CHECK_NULL(::operator new(n, std::nothrow));
    CHECK_NULL(::operator new[](n, std::nothrow));
    CHECK_NULL(::operator new(n, std::align_val_t(64), std::nothrow));
    CHECK_NULL(::operator new[](n, std::align_val_t(64), std::nothrow));
    CHECK_EQ(calls, 4);
}
