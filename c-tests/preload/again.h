// Starts the program again with another LD_PRELOAD.
#ifndef AGAIN_H
#define AGAIN_H
#include "../t.h"

static const char *const JEMALLOC = "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2";

// Returns in the program that was started so, which has the argument "again".
static inline void again_with(int argc, char **argv, const char *first, const char *second) {
    if (argc > 1) return;
    const char *missing = access(first, R_OK) ? first : access(second, R_OK) ? second : NULL;
    if (missing) {
        printf("there is no %s\n", missing);
        exit(T_SKIP);
    }
    char value[8192];
    snprintf(value, sizeof value, "%s %s", first, second);
    setenv("LD_PRELOAD", value, 1);
    execl("/proc/self/exe", argv[0], "again", (char *)NULL);
    t_fail(__FILE__, __LINE__, "execl: errno %d", errno);
}

// All functions of the family, in main, threads and children of fork; the blocks come from whoever is first.
static inline void *use_family(void *unused) {
    void *blocks[1000];
    for (size_t i = 0; i < 1000; i++) {
        switch (i % 5) {
        case 0: blocks[i] = malloc(i * 100); break;
        case 1: blocks[i] = calloc(i, 100); break;
        case 2: blocks[i] = aligned_alloc(64, (i * 100 + 63) / 64 * 64); break;
        case 3: CHECK_EQ(posix_memalign(&blocks[i], 4096, i * 100), 0); break;
        default: blocks[i] = realloc(malloc(i), i * 100 + 1);
        }
        CHECK(blocks[i] != NULL);
        CHECK_GE(malloc_usable_size(blocks[i]), i * 100);
        t_fill(blocks[i], i * 100, i);
    }
    for (size_t i = 0; i < 1000; i++) {
        CHECK_FILLED(blocks[i], i * 100, i);
        free(blocks[i]);
    }
    return unused;
}
#endif
