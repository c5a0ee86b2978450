// mallopt refuses a parameter it does not know.
// glibc: no
#include "../t.h"

int main(void) {
    CHECK_EQ(mallopt(12345, 1), 0);
    CHECK_EQ(mallopt(-12345, 1), 0);
    return 0;
}
