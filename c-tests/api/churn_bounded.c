// Replacing blocks at random for long does not grow the program beyond what it holds.
#include "../t.h"

enum { COUNT = 20000 };
static void *blocks[COUNT];

int main(void) {
    uint64_t seed = 5;
    for (int step = 0; step < 3000000; step++) {
        int i = (int)(t_rand(&seed) % COUNT);
        free(blocks[i]);
        size_t n = 16 + t_rand(&seed) % 1500;
        CHECK((blocks[i] = malloc(n)) != NULL);
        memset(blocks[i], 1, 16);
    }
    CHECK_LE(t_rss_mib(), 60); // 15 MiB are live
    return 0;
}
