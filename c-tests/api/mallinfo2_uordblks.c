// mallinfo2's uordblks counts large blocks too.
// glibc: no
#include "../t.h"

int main(void) {
    size_t before = mallinfo2().uordblks;
    void *large = malloc(30 * MIB);
    CHECK(large != NULL);
    CHECK_GE(mallinfo2().uordblks, before + 30 * MIB);
    free(large);
    CHECK_LE(mallinfo2().uordblks, before + MIB);
    return 0;
}
