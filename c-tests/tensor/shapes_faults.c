// Tensors of 200 shapes that nearly fit each other, dozens live, end up without page faults.
// glibc: no
#include "../t.h"
#include "tensors.h"

enum { MOST = 2000 };
static struct {
    unsigned char *block;
    size_t bytes;
} live[MOST];
static size_t count, room = 64 * MIB;
static uint64_t seed = 1;

static void turn(void) {
    size_t n = shape_bytes(t_rand(&seed) % SHAPES);
    while (room < n) {
        size_t i = t_rand(&seed) % count;
        room += live[i].bytes;
        free(live[i].block);
        live[i] = live[--count];
    }
    room -= n;
    live[count].block = tensor_take(n);
    live[count].bytes = n;
    tensor_touch(live[count++].block, n);
    CHECK_LE(count, MOST - 1);
}

int main(void) {
    for (int i = 0; i < 20000; i++) turn();
    long before = page_faults();
    for (int i = 0; i < 5000; i++) turn();
    // A tensor has 750 pages in the mean. A run that was never needed so far may still have to be found.
    CHECK_LE(page_faults() - before, 5000);
    return 0;
}
