// Tensors that another thread frees are taken again without a page fault.
// glibc: no
#include "../t.h"
#include "tensors.h"

enum { TENSORS = 16, BYTES = 1 << 20 };
static unsigned char *blocks[TENSORS];
static pthread_barrier_t barrier;

static void *next_stage(void *rounds) {
    for (int i = 0; i < *(int *)rounds; i++) {
        pthread_barrier_wait(&barrier);
        for (int k = 0; k < TENSORS; k++) free(blocks[k]);
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

int main(void) {
    int rounds = 100;
    pthread_t thread;
    pthread_barrier_init(&barrier, NULL, 2);
    CHECK_EQ(pthread_create(&thread, NULL, next_stage, &rounds), 0);
    long before = 0;
    for (int i = 0; i < rounds; i++) {
        for (int k = 0; k < TENSORS; k++) {
            blocks[k] = tensor_take(BYTES);
            tensor_touch(blocks[k], BYTES);
        }
        pthread_barrier_wait(&barrier);
        pthread_barrier_wait(&barrier);
        if (i == 9) before = page_faults();
    }
    // A run of 16 MiB is 4096 pages; a few are the threads' own.
    CHECK_LE(page_faults() - before, 16);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    return 0;
}
