// Under mlockall a growing heap commits what is asked: nothing that it takes in advance is filled.
// glibc: yes
#include "../t.h"
#include <sys/mman.h>

int main(void) {
    if (mlockall(MCL_CURRENT | MCL_FUTURE)) {
        puts("mlockall is not allowed here");
        return T_SKIP;
    }
    for (size_t size = 200 * KIB; size <= 16 * MIB; size *= 3) {
        for (size_t total = 0; total < 64 * MIB; total += size) {
            size_t before = t_rss_mib();
            unsigned char *block = malloc(size);
            CHECK(block != NULL);
            block[size - 1] = 1;
            CHECK_LE(t_rss_mib(), before + size / MIB + 2);
        }
    }
    return 0;
}
