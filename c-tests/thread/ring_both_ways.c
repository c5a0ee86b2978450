// Two threads send each other blocks and answer in the block that came.
#include "../t.h"
#include "ring.h"

enum { COUNT = 200000, AHEAD = 32 };
static struct ring there, back;

static void *answer(void *unused) {
    struct message *m;
    while ((m = ring_take(&there))) {
        size_t n = m->size;
        message_drop(m);
        ring_put(&back, message_new(n / 2 + 16));
    }
    ring_put(&back, NULL);
    return unused;
}

int main(void) {
    pthread_t thread;
    CHECK_EQ(pthread_create(&thread, NULL, answer, NULL), 0);
    uint64_t seed = 4;
    for (int i = 0; i < AHEAD; i++) ring_put(&there, message_new(100));
    for (int i = 0; i < COUNT; i++) {
        message_drop(ring_take(&back));
        ring_put(&there, message_new(16 + t_rand(&seed) % 4000));
    }
    ring_put(&there, NULL);
    struct message *m;
    while ((m = ring_take(&back))) message_drop(m);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    return 0;
}
