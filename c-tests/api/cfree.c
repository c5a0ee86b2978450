// cfree frees; NULL too.
// glibc: no
#include "../t.h"

int main(void) {
    cfree(t_opaque(NULL));
    for (int i = 0; i < 2000; i++) {
        void *small = calloc(10, 10), *large = calloc(1, MIB);
        CHECK(small && large);
        memset(large, 1, MIB);
        cfree(small);
        cfree(large);
    }
    CHECK_LE(t_rss_mib(), 100);
    return 0;
}
