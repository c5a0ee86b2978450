// Under `ulimit -v` of 128 MiB, running out of memory is NULL and ENOMEM, and freeing mends it: small blocks.
// glibc: yes
#include "limited.h"

int main(int argc, char **argv) {
    (void)argc;
    t_limit_as(argv, 128 * MIB);
    fill_up_within(128 * MIB, 64);
    fill_up_within(128 * MIB, 3000);
    fill_up_within(128 * MIB, 50000);
    return 0;
}
