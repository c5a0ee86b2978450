// Blocks of every size class are freed by another thread than the one that made them, in batches.
#include "../t.h"
#include "ring.h"

static struct ring ring;

static void *produce(void *unused) {
    for (int round = 0; round < 6; round++)
        for (size_t n = 16; n < 300000; n = n * 17 / 16 + 16)
            for (size_t i = 0, count = 20 + 200000 / n; i < count; i++) ring_put(&ring, message_new(n));
    ring_put(&ring, NULL);
    return unused;
}

int main(void) {
    pthread_t t;
    struct message *m, *batch[64];
    int n = 0;
    CHECK_EQ(pthread_create(&t, NULL, produce, NULL), 0);
    while ((m = ring_take(&ring))) {
        batch[n++] = m;
        if (n == 64)
            while (n > 0) message_drop(batch[--n]);
    }
    while (n > 0) message_drop(batch[--n]);
    CHECK_EQ(pthread_join(t, NULL), 0);
    CHECK_LE(t_rss_mib(), 200);
    return 0;
}
