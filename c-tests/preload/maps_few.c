// After 4 GiB of blocks of all sizes came and went, /proc/self/maps has at most 200 lines.
// env: ORTHOTOPE_GUARD_SAMPLE=0
#include "../t.h"

static int lines(void) {
    static char text[1 << 16];
    int count = 0, file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    CHECK_GE(file, 0);
    for (ssize_t n; (n = read(file, text, sizeof text)) > 0;)
        for (ssize_t i = 0; i < n; i++) count += text[i] == '\n';
    close(file);
    return count;
}

int main(void) {
    enum { COUNT = 4000 };
    static char *blocks[COUNT];
    uint64_t seed = 1;
    for (size_t bytes = 0; bytes < 4 * GIB;) {
        size_t i = t_rand(&seed) % COUNT, r = t_rand(&seed) % 100, n = t_rand(&seed);
        n %= r ? r < 10 ? 100000 : 3000 : 6 * MIB;
        if (blocks[i] && r % 4 == 0)
            CHECK((blocks[i] = realloc(blocks[i], n + 1)) != NULL);
        else {
            free(blocks[i]);
            CHECK((blocks[i] = malloc(n + 1)) != NULL);
        }
        blocks[i][0] = blocks[i][n] = 1;
        bytes += n;
    }
    CHECK_LE(lines(), 200);
    for (size_t i = 0; i < COUNT; i++) free(blocks[i]);
    CHECK_LE(lines(), 200);
    malloc_trim(0);
    CHECK_LE(lines(), 200);
    return 0;
}
