// Under a limit, what large blocks had taken and gave back can be had as small blocks.
// glibc: yes
#include "limited.h"

int main(int argc, char **argv) {
    (void)argc;
    t_limit_as(argv, 512 * MIB);
    fill_up_within(512 * MIB, MIB);
    fill_up_within(512 * MIB, 1000);
    return 0;
}
