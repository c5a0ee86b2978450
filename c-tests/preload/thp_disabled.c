// With transparent huge pages refused to the process (PR_SET_THP_DISABLE), memory comes, goes and comes back zero.
// glibc: yes
#include "limited.h"
#include <sys/prctl.h>

int main(void) {
    if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)) {
        puts("no PR_SET_THP_DISABLE here");
        return T_SKIP;
    }
    for (int round = 0; round < 3; round++) {
        void *small[1000];
        for (size_t i = 0; i < 1000; i++) CHECK((small[i] = malloc(i * 50)) != NULL);
        char *large = malloc(100 * MIB);
        CHECK(large != NULL);
        memset(large, 1, 100 * MIB);
        free(large);
        malloc_trim(0);
        CHECK((large = calloc(1, 50 * MIB)) != NULL);
        CHECK_LE(t_rss_mib(), 80);
        CHECK_ZERO(large, 50 * MIB);
        free(large);
        for (size_t i = 0; i < 1000; i++) free(small[i]);
    }
    return 0;
}
