// At level 3 what was freed waits, and is given out all the same when there is no other memory.
// env: ORTHOTOPE_HARDEN=3
// env: ORTHOTOPE_MEMORY_LIMIT=32M
// glibc: no
#include "../t.h"

int main(void) {
    static void *blocks[1 << 18];
    for (size_t n = 100; n <= 60000; n = n * 5 / 2) {
        size_t count = 0;
        while (count < sizeof blocks / sizeof *blocks && (blocks[count] = malloc(n))) count++;
        CHECK_GE(count, 100);
        for (size_t i = 0; i < count; i += 7) { // one at a time: its neighbours live
            free(blocks[i]);
            CHECK((blocks[i] = malloc(n)) != NULL);
        }
        for (size_t i = 0; i < count; i++) free(blocks[i]);
    }
    return 0;
}
