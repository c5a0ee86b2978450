// A block of 4 KiB written to after it was freed, over its link to the next free block: found at the next calls of malloc.
// expect: SIGABRT "orthotope: malloc(): damaged free list of the 4096-byte class: a free block was written to, and links to 0x"
// env: ORTHOTOPE_HARDEN=1
#include "damaged_link.h"

int main(void) {
    damage_link(4 * KIB);
    return 0;
}
