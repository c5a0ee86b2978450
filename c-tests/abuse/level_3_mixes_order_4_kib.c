// At level 3 blocks of 4 KiB that were freed in order come back in none.
// env: ORTHOTOPE_HARDEN=3
#include "reuse.h"

int main(void) {
    for (int round = 0; round < 20; round++) CHECK_LE(neighbours_in_order(4 * KIB), 24);
    return 0;
}
