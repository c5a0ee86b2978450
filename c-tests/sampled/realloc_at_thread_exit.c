// A thread whose cache is gone, in a destructor of thread-specific data, gets as long a sampled block from realloc as it
// asked for.
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"

static pthread_key_t key;

static void late(void *round) {
    // The key was made after the library's, and its destructor's second turn comes after the library's first.
    if ((uintptr_t)round == 1) {
        pthread_setspecific(key, (void *)2);
        return;
    }
    void *p = malloc(100);
    t_fill(p, 100, 1);
    for (size_t n = 150; n < 20000; n += n / 2) {
        p = realloc(p, n);
        CHECK(p != NULL);
        CHECK_FILLED(p, 100, 1);
        CHECK_EQ(malloc_usable_size(p), n);
    }
    free(p);
}

static void *run(void *unused) {
    free(malloc(1));
    pthread_setspecific(key, (void *)1);
    return unused;
}

int main(void) {
    CHECK_EQ(pthread_key_create(&key, late), 0);
    for (int i = 0; i < 8; i++) {
        pthread_t thread;
        CHECK_EQ(pthread_create(&thread, NULL, run, NULL), 0);
        CHECK_EQ(pthread_join(thread, NULL), 0);
    }
    return 0;
}
