// realloc leaves a block where it is while more than half of it stays in use.
// env: ORTHOTOPE_HARDEN=1
// env: ORTHOTOPE_GUARD_SAMPLE=0
// glibc: no
#include "../t.h"

int main(void) {
    static const size_t sizes[] = {16, 64, 1024, 32 * KIB, 64 * KIB, MIB, 20 * MIB};
    for (int i = 0; i < 7; i++) {
        void *p = malloc(sizes[i]);
        CHECK(p != NULL);
        for (size_t n = sizes[i]; n > sizes[i] / 2 + 16; n -= sizes[i] / 16) {
            CHECK_EQ(realloc(p, n), p);
            CHECK_EQ(realloc(p, sizes[i]), p);
        }
        free(p);
    }
    return 0;
}
