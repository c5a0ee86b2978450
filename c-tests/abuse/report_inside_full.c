// With ORTHOTOPE_ON_MISUSE=report an address inside a small block is a line when somebody looks, and no block is handed out there.
// expect: exit 0 "orthotope: free(): invalid pointer 0x" "it is inside the " "-byte block at 0x"
// env: ORTHOTOPE_ON_MISUSE=report
#include "report.h"

int main(void) {
    char *p = malloc(100), *other = NULL;
    for (int i = 0; i < 10000; i++) CHECK((other = malloc(100)) != NULL);
    t_named(p + 16);
    free(t_opaque(p + 16));
    all_differ(100);
    free(p);
    free(other);
    for (int i = 0; i < 10000; i++) CHECK(malloc(100) != p + 16);
    return 0;
}
