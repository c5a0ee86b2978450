// A block of 60000 B written to after it was freed, over its link to the next free block: found at the next calls of malloc.
// expect: SIGABRT "orthotope: malloc(): damaged free list of the 61440-byte class: a free block was written to, and links to 0x"
// env: ORTHOTOPE_HARDEN=1
#include "damaged_link.h"

int main(void) {
    damage_link(60000);
    return 0;
}
