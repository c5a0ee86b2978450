// Works with no environment at all.
// mode: linked
#include "../t.h"

int main(int argc, char **argv) {
    if (argc == 1) {
        char *again[] = {argv[0], (char *)"again", NULL}, *none[] = {NULL};
        execve("/proc/self/exe", again, none);
        return 9;
    }
    void *p = malloc(100), *q = malloc(10 * MIB);
    CHECK(p && q);
    free(p);
    free(q);
    return 0;
}
