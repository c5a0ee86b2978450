// RLIMIT_AS lowered below what is mapped while the program runs: what was there stays, more is NULL and ENOMEM, and
// freed blocks can be had again; raised again, so can more.
// As docs/compatibility.md says, that takes a small arena.
// env: ORTHOTOPE_ARENA_SIZE=16M
// glibc: yes
#include "limited.h"

enum { COUNT = 20000 };
static void *blocks[COUNT];

int main(void) {
    struct rlimit limit;
    for (size_t i = 0; i < COUNT; i++) {
        CHECK((blocks[i] = malloc(1000)) != NULL);
        t_fill(blocks[i], 1000, i);
    }
    CHECK_EQ(getrlimit(RLIMIT_AS, &limit), 0);
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = 20 * MIB;
    CHECK_EQ(setrlimit(RLIMIT_AS, &limit), 0);
    CHECK_FAILS(malloc(4 * GIB), ENOMEM);
    CHECK_FAILS(realloc(blocks[0], 4 * GIB), ENOMEM);
    for (size_t i = 0; i < COUNT; i++) CHECK_FILLED(blocks[i], 1000, i);
    for (int round = 0; round < 5; round++) {
        for (size_t i = 0; i < COUNT; i += 2) free(blocks[i]);
        for (size_t i = 0; i < COUNT; i += 2) {
            CHECK((blocks[i] = malloc(1000)) != NULL);
            t_fill(blocks[i], 1000, i);
        }
    }
    limit.rlim_cur = before;
    CHECK_EQ(setrlimit(RLIMIT_AS, &limit), 0);
    void *p = malloc(64 * MIB);
    CHECK(p != NULL);
    free(p);
    for (size_t i = 0; i < COUNT; i++) {
        CHECK_FILLED(blocks[i], 1000, i);
        free(blocks[i]);
    }
    return 0;
}
