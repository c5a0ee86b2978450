// calloc of fresh memory writes nothing: 64 MiB of zeros are not resident before somebody writes to them.
// glibc: no
#include "../t.h"
#include "tensors.h"

int main(void) {
    free(calloc(1, 64 * KIB)); // the heap is there
    long resident = t_status_kib("VmRSS:"), before = page_faults();
    unsigned char *block = calloc(64 * MIB, 1);
    CHECK(block != NULL);
    long faults = page_faults() - before;
    CHECK_LE(faults, 64);
    CHECK_LE(t_status_kib("VmRSS:") - resident, 512);
    CHECK_EQ(block[0], 0);
    CHECK_EQ(block[64 * MIB - 1], 0);
    free(block);
    return 0;
}
