// The header stands beside malloc.h and stdlib.h in any order.
// needs: orthotope.h
#include "../t.h"
#include <orthotope.h>

int main(void) {
    void *p = orthotope_malloc(100);
    CHECK(p != NULL);
    CHECK_EQ(orthotope_malloc_usable_size(p), malloc_usable_size(p));
    free(p); // one heap behind both names
    p = malloc(100);
    CHECK(p != NULL);
    orthotope_free(p);
    return 0;
}
