// Under `ulimit -v` the library reserves an eighth of the limit at most.
#include "../t.h"

int main(int argc, char **argv) {
    (void)argc;
    t_limit_as(argv, 16 * GIB);
    void *p = malloc(100);
    CHECK(p != NULL);
    CHECK_LE(t_status_kib("VmSize:"), (long)((2 * GIB + 200 * MIB) / KIB));
    CHECK_GE(t_status_kib("VmSize:"), (long)(GIB / KIB)); // and it does reserve
    free(p);
    return 0;
}
