// Under mlockall only what is used is locked, not the reserved addresses.
// glibc: yes
#include "../t.h"
#include <sys/mman.h>

int main(void) {
    if (mlockall(MCL_CURRENT | MCL_FUTURE)) {
        puts("mlockall is not allowed here");
        return T_SKIP;
    }
    void *small[1000], *large[10];
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 1000; i++) CHECK((small[i] = malloc(i)) != NULL);
        for (size_t i = 0; i < 10; i++) {
            CHECK((large[i] = malloc(2 * MIB)) != NULL);
            memset(large[i], 1, 2 * MIB);
        }
        for (size_t i = 0; i < 1000; i++) free(small[i]);
        for (size_t i = 0; i < 10; i++) free(large[i]);
        malloc_trim(0);
        unsigned char *zero = calloc(1, 2 * MIB);
        CHECK(zero != NULL);
        CHECK_ZERO(zero, 2 * MIB);
        free(zero);
    }
    CHECK_LE(t_rss_mib(), 150);
    return 0;
}
