// new of size 0 gives unique blocks.
#include "../t.h"
#include <new>

int main() {
    void *a = ::operator new(0), *b = ::operator new(0), *c = ::operator new[](0);
    char *d = new char[t_size(0)];
    CHECK(a && b && c && d);
    CHECK(a != b && a != c && b != c && d != a && d != b && d != c);
    ::operator delete(a);
    ::operator delete(b, size_t(0));
    ::operator delete[](c);
    delete[] d;
}
