// A thread that took a few blocks, freed them and waits, keeps no span because its next block is to be sampled.
// env: ORTHOTOPE_GUARD_SAMPLE=300
// env: ORTHOTOPE_HARDEN=1
#include "../thread/idle.h"

int main(void) {
    // Two or three, of what the C library took for the threads; with one that each thread keeps it would be nine at least.
    CHECK_LE(held_beside_idle_threads(), 4 * 64 << 10);
    _exit(0);
}
