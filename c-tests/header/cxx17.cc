// The header alone is C++17, and may be included twice.
// needs: orthotope.h
#include <orthotope.h>
#include <orthotope.h>

int main() {
    void *p = orthotope_malloc(100);
    if (!p) return 1;
    orthotope_free(p);
}
