// ORTHOTOPE_EXCEPT with names that are not the program's, or only part of it, changes nothing.
// env: ORTHOTOPE_EXCEPT=nobody,except,except_others2,others
#include "libc.h"

int main(void) {
    size_t before = libc_in_use(), ours = mallinfo2().uordblks;
    void *p = malloc(50000);
    CHECK(p != NULL);
    CHECK_LE(libc_in_use(), before);
    CHECK_GE(mallinfo2().uordblks, ours + 50000);
    free(p);
    return 0;
}
