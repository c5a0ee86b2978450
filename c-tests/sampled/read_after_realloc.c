// The old address of a block that realloc was called for: it moves always.
// expect: SIGSEGV "orthotope: use after free, a read at 0x" ": 0 bytes into the 64-byte block at 0x" ", freed"
// report: stacks
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

int main(void) {
    char *p = malloc(64);
    strcpy(p, "content");
    char *q = realloc(p, 63);
    CHECK_EQ(strcmp(q, "content"), 0);
    return *(volatile char *)t_opaque(p);
}
