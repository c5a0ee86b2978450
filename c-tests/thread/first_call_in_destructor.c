// Threads whose first call of the allocator is in a key's destructor, in any round, leave nothing behind.
#include "../t.h"

static pthread_key_t key;
static __thread int rounds;
static void *given;

static void destroy(void *value) {
    int last = (int)(*(unsigned char *)given % 4);
    if (rounds++ < last) {
        CHECK_EQ(pthread_setspecific(key, value), 0);
        return;
    }
    void *p = malloc(100);
    CHECK(p != NULL);
    t_fill(p, 100, 1);
    CHECK_FILLED(p, 100, 1);
    free(p);
    free(value); // another thread's
}

static void *thread(void *unused) {
    CHECK_EQ(pthread_setspecific(key, given), 0);
    return unused;
}

int main(void) {
    CHECK_EQ(pthread_key_create(&key, destroy), 0);
    for (int i = 0; i < 3000; i++) {
        pthread_t t;
        CHECK((given = malloc(200)) != NULL);
        *(unsigned char *)given = (unsigned char)i;
        CHECK_EQ(pthread_create(&t, NULL, thread, NULL), 0);
        CHECK_EQ(pthread_join(t, NULL), 0);
    }
    CHECK_LE(t_rss_mib(), 80);
    return 0;
}
