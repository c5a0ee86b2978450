// Every delete gives the memory back: a gigabyte through each does not stay.
#include "../t.h"
#include <new>

template <class New, class Delete> static void loop(New make, Delete drop) {
    for (int i = 0; i < 200; i++) {
        void *small = make(5000), *large = make(MIB);
        memset(small, 1, 5000);
        memset(large, 1, MIB);
        drop(small, 5000);
        drop(large, MIB);
    }
    CHECK_LE(t_rss_mib(), 80);
}

int main() {
    auto align = std::align_val_t(128);
    auto plain = [](size_t n) { return ::operator new(n); };
    auto array = [](size_t n) { return ::operator new[](n); };
    auto aligned = [=](size_t n) { return ::operator new(n, align); };
    auto aligned_array = [=](size_t n) { return ::operator new[](n, align); };
    loop(plain, [](void *p, size_t) { ::operator delete(p); });
    loop(array, [](void *p, size_t) { ::operator delete[](p); });
    loop(plain, [](void *p, size_t n) { ::operator delete(p, n); });
    loop(array, [](void *p, size_t n) { ::operator delete[](p, n); });
    loop(plain, [](void *p, size_t) { ::operator delete(p, std::nothrow); });
    loop(array, [](void *p, size_t) { ::operator delete[](p, std::nothrow); });
    loop(aligned, [=](void *p, size_t) { ::operator delete(p, align); });
    loop(aligned_array, [=](void *p, size_t) { ::operator delete[](p, align); });
    loop(aligned, [=](void *p, size_t n) { ::operator delete(p, n, align); });
    loop(aligned_array, [=](void *p, size_t n) { ::operator delete[](p, n, align); });
    loop(aligned, [=](void *p, size_t) { ::operator delete(p, align, std::nothrow); });
    loop(aligned_array, [=](void *p, size_t) { ::operator delete[](p, align, std::nothrow); });
}
