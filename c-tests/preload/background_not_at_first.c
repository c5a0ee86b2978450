// The helper thread does not come before the heap has grown beyond a few MiB.
// env: ORTHOTOPE_BACKGROUND=1
#include "background.h"

int main(void) {
    for (int i = 0; i < 1000; i++) {
        void *p = malloc((size_t)(i % 10) * 20000);
        CHECK(p != NULL);
        free(p);
    }
    CHECK_EQ(threads(), 1);
    leave_a_tenth(10, 10);
    CHECK_EQ(threads(), 2);
    return 0;
}
