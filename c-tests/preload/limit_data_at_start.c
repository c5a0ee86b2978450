// A program started under `ulimit -d`, which a reservation must not exceed, gets its memory.
// glibc: yes
#include "limited.h"

int main(int argc, char **argv) {
    struct rlimit limit = {128 * MIB, 128 * MIB};
    if (argc == 1) {
        char *again[] = {argv[0], (char *)"again", NULL};
        CHECK_EQ(setrlimit(RLIMIT_DATA, &limit), 0);
        execv("/proc/self/exe", again);
        return 9;
    }
    fill_up_within(128 * MIB, 3000);
    return 0;
}
