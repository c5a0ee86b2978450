// A buffer that grows in many steps, as vectors and readers grow theirs, keeps every byte.
#include "../t.h"

static void grow(size_t start, size_t end, size_t by, size_t percent) {
    unsigned char *p = malloc(start);
    void *neighbour = NULL; // now and then something lies in the way
    CHECK(p != NULL);
    size_t n = start;
    for (size_t i = 0; i < n; i++) p[i] = (unsigned char)(i * 7 + (i >> 16));
    for (int step = 0; n < end; step++) {
        size_t more = n + by + n * percent / 100;
        p = realloc(p, more);
        CHECK(p != NULL);
        for (size_t i = n; i < more; i++) p[i] = (unsigned char)(i * 7 + (i >> 16));
        n = more;
        if (step % 5 == 0) {
            free(neighbour);
            neighbour = malloc(n / 2 + 1);
        }
    }
    for (size_t i = 0; i < n; i++) CHECK_EQ(p[i], (unsigned char)(i * 7 + (i >> 16)));
    free(neighbour);
    free(p);
}

int main(void) {
    grow(1, 20000, 1, 0);
    grow(100, 4 * MIB, 4096, 0);
    grow(16, 64 * MIB, 0, 100);
    grow(64, 64 * MIB, 64, 50);
    grow(3 * MIB, 48 * MIB, MIB, 0);
    return 0;
}
