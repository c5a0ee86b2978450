// free leaves errno as it was, for blocks of every size and after the memory was given back.
#include "../t.h"

int main(void) {
    for (size_t n = 1; n < 128 * MIB; n = n * 2 + 1)
        for (int i = 0; i < 4; i++) {
            void *p = malloc(n);
            CHECK(p != NULL);
            memset(p, 1, n < 4096 ? n : 4096);
            errno = 1234;
            free(p);
            CHECK_EQ(errno, 1234);
        }
    return 0;
}
