// After pthread_exit in main the process ends with the last thread of its own, whatever the helper waits for then.
// env: ORTHOTOPE_BACKGROUND=1
// env: ORTHOTOPE_LARGE_WINDOW_MS=3000000
#include "background.h"

static void *work(void *unused) {
    usleep(300000);
    leave_a_tenth(10, 30);
    CHECK_EQ(threads(), 3); // main, which is a zombie, this one, and the helper
    return unused;
}

int main(void) {
    pthread_t other;
    leave_a_tenth(10, 30);
    CHECK_EQ(pthread_create(&other, NULL, work, NULL), 0);
    pthread_exit(NULL);
}
