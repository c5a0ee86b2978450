// realloc(p, 0) gives NULL and frees the block.
#include "../t.h"

int main(void) {
    for (int i = 0; i < 2000; i++) {
        void *small = malloc(1000), *large = malloc(MIB);
        CHECK(small && large);
        memset(small, 1, 1000);
        memset(large, 1, MIB);
        CHECK_NULL(realloc(small, t_size(0)));
        CHECK_NULL(realloc(large, t_size(0)));
    }
    CHECK_LE(t_rss_mib(), 100); // 2 GiB were touched
    return 0;
}
