// What the C library frees for a thread after all destructors (its message buffers) is freed well.
#include "../t.h"

static void *thread(void *unused) {
    CHECK(strerror(123456) != NULL);
    CHECK(strsignal(1234) != NULL);
    return unused;
}

int main(void) {
    for (int i = 0; i < 5000; i++) {
        pthread_t t;
        CHECK_EQ(pthread_create(&t, NULL, thread, NULL), 0);
        CHECK_EQ(pthread_join(t, NULL), 0);
    }
    CHECK_LE(t_rss_mib(), 60);
    return 0;
}
