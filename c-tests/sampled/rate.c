// As many blocks are sampled as the setting says, in the mean, whatever comes and goes in which order: pairs that always find
// the same block free, batches of fresh ones, queues, several sizes, and threads that free what others allocate.
// env: ORTHOTOPE_GUARD_SAMPLE=500
// env: ORTHOTOPE_HARDEN=1
#include "../t.h"

enum { BLOCKS = 1000000, QUEUE = 3000, EVERY = 500 };
static int sampled;

static void *counted(size_t n) {
    void *p = t_opaque(malloc(n));
    // The classes' sizes are multiples of 16, and none is less than 4 bytes longer than these.
    sampled += malloc_usable_size(p) == n;
    return p;
}

static void *release_all(void *blocks) {
    for (int i = 0; i < QUEUE; i++) free(((void **)blocks)[i]);
    return NULL;
}

static void check(const char *what) {
    int wanted = BLOCKS / EVERY;
    if (sampled < wanted / 2 || sampled > wanted * 2)
        t_fail(__FILE__, __LINE__, "%s: %d sampled, not about %d", what, sampled, wanted);
    printf("%s: %d sampled of %d\n", what, sampled, BLOCKS);
    sampled = 0;
}

int main(void) {
    static void *queue[QUEUE];
    for (int i = 0; i < BLOCKS; i++) free(counted(100));
    check("pairs");
    for (int i = 0; i < BLOCKS; i++) free(counted((size_t[]){20, 100, 1000, 5000}[i % 4]));
    check("pairs of four sizes");
    for (int i = 0; i < BLOCKS / QUEUE; i++) {
        for (int k = 0; k < QUEUE; k++) queue[k] = counted(100);
        for (int k = 0; k < QUEUE; k++) free(queue[k]);
    }
    check("batches");
    memset(queue, 0, sizeof queue);
    for (int i = 0; i < BLOCKS; i++) {
        free(queue[i % QUEUE]);
        queue[i % QUEUE] = counted(100);
    }
    for (int k = 0; k < QUEUE; k++) free(queue[k]);
    check("a queue");
    for (int i = 0; i < BLOCKS / QUEUE; i++) {
        pthread_t thread;
        for (int k = 0; k < QUEUE; k++) queue[k] = counted(100);
        CHECK_EQ(pthread_create(&thread, NULL, release_all, queue), 0);
        CHECK_EQ(pthread_join(thread, NULL), 0);
    }
    check("blocks that others free");
    return 0;
}
