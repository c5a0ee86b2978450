// malloc, unlike new, never calls the new-handler.
#include "../t.h"
#include <new>

int main() {
    std::set_new_handler([] { CHECK(!"called"); });
    CHECK_FAILS(malloc(t_size(size_t(1) << 60)), ENOMEM);
    CHECK_FAILS(aligned_alloc(64, t_size(size_t(1) << 60)), ENOMEM);
}
