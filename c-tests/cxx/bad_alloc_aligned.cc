// Aligned new that fails throws std::bad_alloc: for size, for alignment, for both together.
// glibc: no
#include "../t.h"
#include <initializer_list>
#include <new>

int main() {
    int caught = 0;
    for (size_t n : {size_t(1) << 60, TOO_LARGE, SIZE_MAX, SIZE_MAX - 63})
        for (size_t alignment : {size_t(16), size_t(64), size_t(4096), 4 * MIB}) {
            try {
                ::operator delete(::operator new(t_size(n), std::align_val_t(alignment)));
            } catch (const std::bad_alloc &) {
                caught++;
            }
            try {
                ::operator delete[](::operator new[](t_size(n), std::align_val_t(alignment)));
            } catch (const std::bad_alloc &) {
                caught++;
            }
        }
    CHECK_EQ(caught, 32);
    try {
        ::operator delete(::operator new(64, std::align_val_t(t_size(size_t(1) << 62))));
    } catch (const std::bad_alloc &) {
        caught++;
    }
    CHECK_EQ(caught, 33);
}
