// Under `ulimit -v` of 512 MiB, running out of memory is NULL and ENOMEM, and freeing mends it: large blocks.
// glibc: yes
#include "limited.h"

int main(int argc, char **argv) {
    (void)argc;
    t_limit_as(argv, 512 * MIB);
    fill_up_within(512 * MIB, 200000);
    fill_up_within(512 * MIB, MIB);
    fill_up_within(512 * MIB, 10 * MIB);
    fill_up_within(512 * MIB, 100000);
    return 0;
}
