// The header in two units of one program defines nothing twice.
// needs: orthotope.h
#include <orthotope.h>

void *other_unit(size_t n);

int main(void) {
    void *p = other_unit(100);
    if (!p) return 1;
    orthotope_free(p);
    return 0;
}
