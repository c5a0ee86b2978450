// More blocks than there is room for: those that do not fit are as ever, and room that comes free is used again.
// env: ORTHOTOPE_GUARD_SAMPLE=1
// env: ORTHOTOPE_HARDEN=1
#include "../t.h"

static int is_sampled(void *p) { return malloc_usable_size(p) == 100; }

int main(void) {
    enum { COUNT = 5000 };
    static void *blocks[COUNT];
    for (int round = 0; round < 5; round++) {
        int sampled = 0;
        for (int i = 0; i < COUNT; i++) {
            blocks[i] = malloc(100);
            t_fill(blocks[i], 100, (uint64_t)i);
            sampled += is_sampled(blocks[i]);
        }
        CHECK_GE(sampled, 64);
        CHECK_LE(sampled, 128);
        for (int i = 0; i < COUNT; i++) {
            CHECK_FILLED(blocks[i], 100, (uint64_t)i);
            free(blocks[i]);
        }
    }
    return 0;
}
