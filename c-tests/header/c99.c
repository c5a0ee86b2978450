// The header alone is C99, and may be included twice.
// needs: orthotope.h
#include <orthotope.h>
#include <orthotope.h>

int main(void) {
    void *p = orthotope_malloc(100);
    if (!p) return 1;
    orthotope_free(p);
    return 0;
}
