// Past ORTHOTOPE_MEMORY_LIMIT operator new throws std::bad_alloc, and a vector keeps what it has.
// env: ORTHOTOPE_MEMORY_LIMIT=64M
#include "../t.h"
#include <new>
#include <vector>

int main() {
    std::vector<int> grown;
    bool thrown = false;
    try {
        for (int i = 0;; i++) grown.push_back(i);
    } catch (const std::bad_alloc &) {
        thrown = true;
    }
    CHECK(thrown);
    CHECK_GE(grown.size() * sizeof(int), 16 * MIB);
    for (size_t i = 0; i < grown.size(); i++) CHECK_EQ(grown[i], (int)i);
    CHECK(::operator new(100 * MIB, std::nothrow) == nullptr);
    std::vector<int>().swap(grown);
    delete[] new char[50 * MIB];
    return 0;
}
