// ORTHOTOPE_EXCEPT with the program's name among others hands every call to the C library.
// env: ORTHOTOPE_EXCEPT=nobody,except_self,somebody
#include "libc.h"

int main(void) {
    size_t before = libc_in_use();
    void *p = malloc(50000);
    CHECK(p != NULL);
    CHECK_GE(libc_in_use(), before + 50000);
    free(p);
    return 0;
}
