// A thread that took a few blocks, freed them and waits, keeps no span because its next block is to be sampled.
// env: ORTHOTOPE_GUARD_SAMPLE=300
// env: ORTHOTOPE_HARDEN=1
#include "../t.h"

static pthread_barrier_t after;

static void *idle(void *unused) {
    for (size_t size = 16; size <= 4096; size *= 2) {
        void *first = malloc(size), *second = malloc(size);
        CHECK(first != NULL && second != NULL);
        free(first);
        free(second);
    }
    pthread_barrier_wait(&after);
    for (;;)
        pause();
    return unused;
}

int main(void) {
    pthread_t thread;
    CHECK_EQ(pthread_barrier_init(&after, NULL, 9), 0);
    for (int i = 0; i < 8; i++)
        CHECK_EQ(pthread_create(&thread, NULL, idle, NULL), 0);
    pthread_barrier_wait(&after);
    malloc_trim(0);
    // Two or three, of what the C library took for the threads; with one that each thread keeps it would be nine at least.
    CHECK_LE(mallinfo2().arena, 4 * 64 << 10);
    _exit(0);
}
