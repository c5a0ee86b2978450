// Plain and array new that fail throw a std::bad_alloc that can be caught.
#include "../t.h"
#include <initializer_list>
#include <new>

int main() {
    int caught = 0;
    for (size_t n : {size_t(1) << 60, size_t(PTRDIFF_MAX), TOO_LARGE, SIZE_MAX}) {
        try {
            ::operator delete(::operator new(t_size(n)));
        } catch (const std::bad_alloc &e) {
            CHECK(e.what() && *e.what());
            caught++;
        }
        try {
            ::operator delete[](::operator new[](t_size(n)));
        } catch (const std::exception &) {
            caught++;
        }
    }
    CHECK_EQ(caught, 8);
    void *p = ::operator new(100); // and the next call works
    ::operator delete(p);
}
