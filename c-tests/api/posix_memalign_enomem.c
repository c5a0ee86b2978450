// posix_memalign that cannot be met returns ENOMEM and leaves errno and *out alone.
// glibc: no
#include "../t.h"

int main(void) {
    static const size_t sizes[] = {TOO_LARGE, SIZE_MAX, SIZE_MAX - 64, SIZE_MAX - 65536, PTRDIFF_MAX};
    static const size_t alignments[] = {8, 64, 4096, 65536, 2 * MIB};
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++) {
            void *out = &out;
            errno = 4321;
            CHECK_EQ(posix_memalign(&out, alignments[j], t_size(sizes[i])), ENOMEM);
            CHECK_EQ(errno, 4321);
            CHECK_EQ(out, &out);
        }
    return 0;
}
