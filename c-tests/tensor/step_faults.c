// A transformer's steps cost no page fault, in a row or with pauses of 20 ms.
// glibc: no
#include "../t.h"
#include "tensors.h"

int main(void) {
    for (int i = 0; i < 5; i++) tensor_step();
    long before = page_faults();
    for (int i = 0; i < 5; i++) tensor_step();
    // A page of the map now and then, of 300 tensors none.
    CHECK_LE(page_faults() - before, 5);
    for (int i = 0; i < 10; i++) {
        usleep(20000);
        tensor_step();
    }
    CHECK_LE(page_faults() - before, 15);
    return 0;
}
