// A block of 8 B written to after it was freed, over its link to the next free block: found at the next calls of malloc.
// expect: SIGABRT "orthotope: malloc(): damaged free list of the 16-byte class: a free block was written to, and links to 0x"
// env: ORTHOTOPE_HARDEN=1
#include "damaged_link.h"

int main(void) {
    damage_link(8);
    return 0;
}
