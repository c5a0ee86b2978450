// posix_memalign with an alignment that no address can have returns ENOMEM.
// glibc: no
#include "../t.h"

int main(void) {
    void *out = &out;
    errno = 4321;
    CHECK_EQ(posix_memalign(&out, t_size((size_t)1 << 62), 64), ENOMEM);
    CHECK_EQ(posix_memalign(&out, t_size((size_t)1 << 56), 64), ENOMEM);
    CHECK_EQ(errno, 4321);
    CHECK_EQ(out, &out);
    return 0;
}
