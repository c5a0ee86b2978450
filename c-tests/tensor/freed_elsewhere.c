// Tensors that another thread freed come back to the thread that took them: a pipeline's next round gets the same ones.
// glibc: no
#include "../t.h"
#include "tensors.h"
#include <pthread.h>

enum { TENSORS = 16, BYTES = 4 << 20 };
static unsigned char *taken[TENSORS];

static void *free_all(void *unused) {
    for (int i = 0; i < TENSORS; i++) free(taken[i]);
    return unused;
}

static void take_and_hand_over(void) {
    pthread_t thread;
    for (int i = 0; i < TENSORS; i++) taken[i] = tensor_take(BYTES);
    CHECK_EQ(pthread_create(&thread, NULL, free_all, NULL), 0);
    CHECK_EQ(pthread_join(thread, NULL), 0);
}

int main(void) {
    take_and_hand_over();
    unsigned char *before[TENSORS];
    for (int i = 0; i < TENSORS; i++) before[i] = taken[i];
    for (int round = 0; round < 10; round++) {
        take_and_hand_over();
        for (int i = 0; i < TENSORS; i++) {
            int found = 0;
            for (int j = 0; j < TENSORS; j++) found += taken[i] == before[j];
            CHECK_EQ(found, 1);
        }
    }
    return 0;
}
