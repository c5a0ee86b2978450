// A preinit function, which runs before every library's constructors, can allocate, fail and start threads.
// glibc: yes
#include "../t.h"

static void *early_blocks[100];

static void *work(void *p) {
    free(p);
    return malloc(500);
}

static void early(void) {
    for (size_t i = 0; i < 100; i++) {
        early_blocks[i] = malloc(i * 3000);
        CHECK(early_blocks[i] != NULL);
        t_fill(early_blocks[i], i * 3000, i);
    }
    CHECK_FAILS(malloc(t_size(SIZE_MAX)), ENOMEM);
    pthread_t t;
    void *result;
    CHECK_EQ(pthread_create(&t, NULL, work, malloc(100)), 0);
    CHECK_EQ(pthread_join(t, &result), 0);
    free(result);
}
__attribute__((section(".preinit_array"), used)) static void (*const preinit)(void) = early;

int main(void) {
    for (size_t i = 0; i < 100; i++) {
        CHECK_FILLED(early_blocks[i], i * 3000, i);
        free(early_blocks[i]);
    }
    return 0;
}
