// Under `ulimit -d`, too, running out of memory is NULL and ENOMEM, and freeing mends it: large blocks.
// glibc: yes
#include "limited.h"

int main(void) {
    struct rlimit limit = {256 * MIB, 256 * MIB};
    CHECK_EQ(setrlimit(RLIMIT_DATA, &limit), 0);
    fill_up_within(256 * MIB, MIB);
    return 0;
}
