// At level 3 a block of 4 KiB that was freed waits: it does not come back at once, and on average not before others have come and
// gone.
// env: ORTHOTOPE_HARDEN=3
#include "reuse.h"

int main(void) {
    CHECK_GE(pairs_until_back(4096), 4);
    return 0;
}
