// One thread allocates, another checks and frees, through a ring: small blocks of every size.
#include "../t.h"
#include "ring.h"

enum { COUNT = 1000000 };
static struct ring ring;

static void *produce(void *unused) {
    uint64_t seed = 1;
    for (int i = 0; i < COUNT; i++) ring_put(&ring, message_new(16 + t_rand(&seed) % 500));
    ring_put(&ring, NULL);
    return unused;
}

int main(void) {
    pthread_t producer;
    CHECK_EQ(pthread_create(&producer, NULL, produce, NULL), 0);
    struct message *m;
    int n = 0;
    for (; (m = ring_take(&ring)); n++) message_drop(m);
    CHECK_EQ(n, COUNT);
    CHECK_EQ(pthread_join(producer, NULL), 0);
    CHECK_LE(t_rss_mib(), 100);
    return 0;
}
