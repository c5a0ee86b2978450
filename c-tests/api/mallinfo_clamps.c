// What does not fit mallinfo's ints is INT_MAX.
// glibc: no
#include "../t.h"
#include <limits.h>
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

int main(void) {
    void *p = malloc(3 * GIB); // never written
    CHECK(p != NULL);
    CHECK_EQ(mallinfo().uordblks, INT_MAX);
    CHECK_EQ(mallinfo().hblkhd, INT_MAX);
    free(p);
    return 0;
}
