// A program that makes much memory free and then no call of the allocator's.
#ifndef BACKGROUND_H
#define BACKGROUND_H
#include "../t.h"

// `small` and `large` MiB of blocks of 1000 bytes and of 2 MiB, written; every tenth stays. Returns the MiB that stay.
static inline long leave_a_tenth(int small, int large) {
    enum { MOST = 1 << 20 };
    static void *blocks[MOST];
    static void *tensors[1024];
    int smalls = small * 1024, larges = large / 2;
    CHECK_LE(smalls, MOST);
    CHECK_LE(larges, 1024);
    for (int i = 0; i < smalls; i++) {
        CHECK((blocks[i] = malloc(1000)) != NULL);
        memset(blocks[i], 1, 1000);
    }
    for (int i = 0; i < larges; i++) {
        CHECK((tensors[i] = malloc(2 * MIB)) != NULL);
        memset(tensors[i], 1, 2 * MIB);
    }
    for (int i = smalls / 10; i < smalls; i++) free(blocks[i]);
    for (int i = larges / 10; i < larges; i++) free(tensors[i]);
    return small / 10 + larges / 10 * 2;
}

// Waits without any call of the allocator's until no more than `mib` are resident; 20 s at most.
static inline void wait_for_rss(long mib) {
    for (int i = 0; i < 400 && t_rss_mib() > mib; i++) usleep(50000);
    CHECK_LE(t_rss_mib(), mib);
}

static inline long threads(void) { return t_status_kib("Threads:"); }
#endif
