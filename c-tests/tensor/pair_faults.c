// A tensor that is taken, used and freed again and again costs no page fault, whatever its size, and whatever was freed before.
// glibc: no
#include "../t.h"
#include "tensors.h"

int main(void) {
    free(tensor_take(200 * KIB)); // nobody wants it any more
    for (size_t n = 64 * KIB; n <= GIB; n *= 4) {
        size_t touched = n < 64 * MIB ? n : 64 * MIB;
        long before = 0;
        for (int i = 0; i < 50; i++) {
            unsigned char *block = tensor_take(n);
            CHECK_ALIGNED(block, 64);
            tensor_touch(block, touched);
            free(block);
            if (i == 0) before = page_faults();
        }
        // A fault a turn would be 49. What the last size left is given back meanwhile, and the map of that is written to.
        CHECK_LE(page_faults() - before, 40);
    }
    return 0;
}
