// Every delete of a null pointer does nothing.
#include "../t.h"
#include <new>

int main() {
    auto align = std::align_val_t(64);
    ::operator delete(t_opaque(nullptr));
    ::operator delete[](t_opaque(nullptr));
    ::operator delete(t_opaque(nullptr), size_t(10));
    ::operator delete[](t_opaque(nullptr), size_t(10));
    ::operator delete(t_opaque(nullptr), std::nothrow);
    ::operator delete[](t_opaque(nullptr), std::nothrow);
    ::operator delete(t_opaque(nullptr), align);
    ::operator delete[](t_opaque(nullptr), align);
    ::operator delete(t_opaque(nullptr), size_t(10), align);
    ::operator delete[](t_opaque(nullptr), size_t(10), align);
    ::operator delete(t_opaque(nullptr), align, std::nothrow);
    ::operator delete[](t_opaque(nullptr), align, std::nothrow);
}
