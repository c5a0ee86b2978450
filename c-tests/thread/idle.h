// Eight threads that took a few blocks, freed them and wait.
#ifndef IDLE_H
#define IDLE_H
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

// Bytes that the heap holds after a trim while they wait.
static inline size_t held_beside_idle_threads(void) {
    pthread_t thread;
    CHECK_EQ(pthread_barrier_init(&after, NULL, 9), 0);
    for (int i = 0; i < 8; i++)
        CHECK_EQ(pthread_create(&thread, NULL, idle, NULL), 0);
    pthread_barrier_wait(&after);
    malloc_trim(0);
    return mallinfo2().arena;
}
#endif
