// posix_memalign with a bad alignment returns EINVAL and leaves errno and *out alone.
#include "../t.h"

int main(void) {
    static const size_t bad[] = {0, 1, 2, 3, 4, 5, 7, 9, 12, 24, 100, 4095, 4097, 65535, SIZE_MAX, TOO_LARGE + 1};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        void *out = &out;
        errno = 4321;
        CHECK_EQ(posix_memalign(&out, t_size(bad[i]), 64), EINVAL);
        CHECK_EQ(errno, 4321);
        CHECK_EQ(out, &out);
    }
    return 0;
}
