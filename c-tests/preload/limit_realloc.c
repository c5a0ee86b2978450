// realloc that fails under a limit leaves the block as it was.
// glibc: yes
#include "../t.h"

int main(int argc, char **argv) {
    (void)argc;
    t_limit_as(argv, 512 * MIB);
    for (int round = 0; round < 3; round++) {
        size_t n = MIB;
        unsigned char *p = malloc(n), *more;
        CHECK(p != NULL);
        t_fill(p, n, 1);
        while ((more = realloc(p, n * 2))) {
            p = more;
            CHECK_FILLED_AS(p, MIB - 4096, MIB, 1);
            n *= 2;
        }
        CHECK_EQ(errno, ENOMEM);
        CHECK_FILLED_AS(p, MIB - 4096, MIB, 1);
        CHECK_GE(n, 64 * MIB);
        memset(p, 2, n);
        free(p);
    }
    return 0;
}
