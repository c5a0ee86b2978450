// Threads that run out of memory at the same time each get NULL and ENOMEM, and all recover.
// glibc: yes
#include "limited.h"

static void *work(void *arg) {
    for (int i = 0; i < 5; i++) CHECK_GE(fill_up((size_t)(uintptr_t)arg), 1);
    return NULL;
}

int main(int argc, char **argv) {
    (void)argc;
    t_limit_as(argv, 512 * MIB);
    static const size_t sizes[] = {100, 5000, 70000, 2000000};
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) CHECK_EQ(pthread_create(&threads[i], NULL, work, (void *)sizes[i]), 0);
    for (int i = 0; i < 4; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    CHECK_GE(fill_up(100000), 128 * MIB);
    return 0;
}
