// A thread that took a few blocks, freed them and waits, keeps no span: what is left after a trim belongs to the main thread.
// Not so at levels 2 and 3, where a thread keeps a few blocks of each class within reach.
#include "idle.h"

int main(void) {
    const char *level = getenv("ORTHOTOPE_HARDEN");
    if (level && strcmp(level, "1") != 0) {
        puts("a hardened heap keeps blocks with their threads");
        return T_SKIP;
    }
    CHECK_LE(held_beside_idle_threads(), 2 * 64 << 10);
    _exit(0);
}
