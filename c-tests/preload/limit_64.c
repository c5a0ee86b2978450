// Under `ulimit -v` of 64 MiB, running out of memory is NULL and ENOMEM, and freeing mends it.
// glibc: yes
#include "limited.h"

int main(int argc, char **argv) {
    (void)argc;
    t_limit_as(argv, 64 * MIB);
    fill_up_within(64 * MIB, 1000);
    fill_up_within(64 * MIB, 200000);
    return 0;
}
