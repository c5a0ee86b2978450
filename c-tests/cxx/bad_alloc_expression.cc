// A new-expression too large for memory throws std::bad_alloc.
#include "../t.h"
#include <new>

int main() {
    try {
        char *p = new char[t_size(size_t(1) << 60)];
        delete[] static_cast<char *>(t_opaque(p));
    } catch (const std::bad_alloc &) {
        return 0;
    }
    CHECK(!"nothing was thrown");
}
