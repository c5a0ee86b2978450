// Memory that the program mapped itself.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x"
#include "../t.h"
#include <sys/mman.h>

int main(void) {
    char *p = mmap(NULL, 64 * KIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK_NE(p, MAP_FAILED);
    t_named(p + 16);
    free(t_opaque(p + 16));
    return 0;
}
