// Under ORTHOTOPE_MEMORY_LIMIT, running out of memory is NULL and ENOMEM, and freeing mends it: small blocks.
// env: ORTHOTOPE_MEMORY_LIMIT=64M
#include "limited.h"

int main(void) {
    long before = t_status_kib("VmRSS:");
    fill_up_within(64 * MIB, 64);
    fill_up_within(64 * MIB, 3000);
    fill_up_within(64 * MIB, 50000);
    // The allocator's own structures come on top.
    CHECK_LE(t_status_kib("VmHWM:") - before, 66 * 1024);
    return 0;
}
