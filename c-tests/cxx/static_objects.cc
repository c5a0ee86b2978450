// Static objects that allocate before main and free after it.
#include "../t.h"
#include <string>
#include <vector>

struct Holder {
    std::vector<std::string> strings;
    void *large;
    Holder() : large(malloc(5 * MIB)) {
        for (size_t i = 0; i < 1000; i++) strings.emplace_back(i, 'x');
    }
    ~Holder() {
        for (size_t i = 0; i < 1000; i++) CHECK_EQ(strings[i].size(), i);
        free(large);
        std::string more(100000, 'y');
        CHECK_EQ(more[99999], 'y');
    }
};
static Holder first, second;

int main() {
    for (size_t i = 0; i < 1000; i++) CHECK_EQ(second.strings[i].size(), i);
}
