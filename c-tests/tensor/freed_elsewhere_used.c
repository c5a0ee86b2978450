// What waits for the thread that took it serves another one before new memory does.
// glibc: no
#include "../t.h"
#include "tensors.h"
#include <pthread.h>

enum { TENSORS = 16, BYTES = 4 << 20 };
static unsigned char *taken[TENSORS];

// Frees all, and works with as much in twice as many.
static void *replace_all(void *unused) {
    for (int i = 0; i < TENSORS; i++) free(taken[i]);
    unsigned char *own[2 * TENSORS];
    for (int i = 0; i < 2 * TENSORS; i++) tensor_touch(own[i] = tensor_take(BYTES / 2), BYTES / 2);
    for (int i = 0; i < 2 * TENSORS; i++) free(own[i]);
    return unused;
}

int main(void) {
    pthread_t thread;
    for (int i = 0; i < TENSORS; i++) tensor_touch(taken[i] = tensor_take(BYTES), BYTES);
    long before = t_rss_mib();
    CHECK_EQ(pthread_create(&thread, NULL, replace_all, NULL), 0);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    CHECK_LE(t_rss_mib(), before + 8);
    // And when the thread is gone, its own are there for all.
    for (int i = 0; i < TENSORS; i++) tensor_touch(taken[i] = tensor_take(BYTES), BYTES);
    CHECK_LE(t_rss_mib(), before + 8);
    for (int i = 0; i < TENSORS; i++) free(taken[i]);
    return 0;
}
