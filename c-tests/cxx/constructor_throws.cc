// A constructor that throws in a new-expression has its memory freed, arrays and aligned types too.
#include "../t.h"
#include <new>
#include <stdexcept>

struct Bad {
    char room[MIB];
    Bad() {
        memset(room, 1, sizeof room);
        throw std::runtime_error("no");
    }
};
struct alignas(4096) Aligned : Bad {};

int main() {
    int caught = 0;
    for (int i = 0; i < 300; i++) {
        try {
            delete static_cast<Bad *>(t_opaque(new Bad));
        } catch (const std::runtime_error &) {
            caught++;
        }
        try {
            delete[] static_cast<Bad *>(t_opaque(new Bad[3]));
        } catch (const std::runtime_error &) {
            caught++;
        }
        try {
            delete static_cast<Aligned *>(t_opaque(new Aligned));
        } catch (const std::runtime_error &) {
            caught++;
        }
    }
    CHECK_EQ(caught, 900);
    CHECK_LE(t_rss_mib(), 100);
}
