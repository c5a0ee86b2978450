// What deepbind.c opens: it allocates, and the program frees.
#include <stdlib.h>
#include <string.h>

void *plugin_make(size_t n) {
    void *p = malloc(n);
    if (p) memset(p, 1, n);
    return p;
}
