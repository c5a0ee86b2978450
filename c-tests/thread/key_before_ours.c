// A key made before the program's first malloc has its destructor run with a working allocator.
#include "../t.h"

static pthread_key_t key;
static int ran;

static void destroy(void *value) {
    free(value);
    void *blocks[200];
    for (size_t i = 0; i < 200; i++) {
        CHECK((blocks[i] = malloc(i * 40)) != NULL);
        t_fill(blocks[i], i * 40, i);
    }
    for (size_t i = 0; i < 200; i++) {
        CHECK_FILLED(blocks[i], i * 40, i);
        free(blocks[i]);
    }
    __atomic_add_fetch(&ran, 1, __ATOMIC_RELAXED);
}

static void early(void) {
    if (pthread_key_create(&key, destroy)) _exit(2);
}
__attribute__((section(".preinit_array"), used)) static void (*const preinit)(void) = early;

static void *thread(void *unused) {
    CHECK_EQ(pthread_setspecific(key, malloc(100)), 0);
    return unused;
}

int main(void) {
    for (int round = 0; round < 500; round++) {
        pthread_t threads[2];
        for (int i = 0; i < 2; i++) CHECK_EQ(pthread_create(&threads[i], NULL, thread, NULL), 0);
        for (int i = 0; i < 2; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    }
    CHECK_EQ(ran, 1000);
    CHECK_LE(t_rss_mib(), 80);
    return 0;
}
