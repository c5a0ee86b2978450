// A thread that took a few blocks, freed them and waits, keeps no span: what is left after a trim belongs to the main thread.
// Not so at levels 2 and 3, where a thread keeps a few blocks of each class within reach.
#include "../t.h"

static pthread_barrier_t after;

static void *idle(void *unused) {
    (void)unused;
    for (size_t size = 16; size <= 4096; size *= 2) {
        void *first = malloc(size), *second = malloc(size);
        CHECK(first != NULL && second != NULL);
        free(first);
        free(second);
    }
    pthread_barrier_wait(&after);
    for (;;)
        pause();
    return NULL;
}

int main(void) {
    const char *level = getenv("ORTHOTOPE_HARDEN");
    if (level && strcmp(level, "1") != 0) {
        puts("a hardened heap keeps blocks with their threads");
        return T_SKIP;
    }
    pthread_t thread;
    CHECK_EQ(pthread_barrier_init(&after, NULL, 9), 0);
    for (int i = 0; i < 8; i++)
        CHECK_EQ(pthread_create(&thread, NULL, idle, NULL), 0);
    pthread_barrier_wait(&after);
    malloc_trim(0);
    CHECK_LE(mallinfo2().arena, 2 * 64 << 10);
    _exit(0);
}
