// An address inside a block of 8 B, freed by a thread that did not allocate it: the way that looks at the start.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x" "it is inside the " "-byte block at 0x"
#include "other_thread.h"

int main(void) {
    char *p = malloc(8);
    t_named(p + 8);
    free_in_other_thread(t_opaque(p + 8));
    return 0;
}
