// Detached threads that end on their own give their memory up.
#include "../t.h"

static int ended;

static void *work(void *unused) {
    void *blocks[100];
    for (int i = 0; i < 100; i++) {
        CHECK((blocks[i] = malloc(2000)) != NULL);
        memset(blocks[i], 1, 2000);
    }
    for (int i = 0; i < 100; i++) free(blocks[i]);
    __atomic_add_fetch(&ended, 1, __ATOMIC_RELEASE);
    return unused;
}

int main(void) {
    pthread_attr_t attr;
    CHECK_EQ(pthread_attr_init(&attr), 0);
    CHECK_EQ(pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED), 0);
    for (int i = 0; i < 5000; i++) {
        pthread_t t;
        while (i - __atomic_load_n(&ended, __ATOMIC_ACQUIRE) > 20) usleep(100);
        CHECK_EQ(pthread_create(&t, &attr, work, NULL), 0);
    }
    while (__atomic_load_n(&ended, __ATOMIC_ACQUIRE) < 5000) usleep(1000);
    CHECK_LE(t_rss_mib(), 100);
    return 0;
}
