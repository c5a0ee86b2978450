// Threads that pass ORTHOTOPE_MEMORY_LIMIT together each get NULL and ENOMEM, the sum stays below it, all recover.
// env: ORTHOTOPE_MEMORY_LIMIT=64M
#include "limited.h"

static void *work(void *arg) {
    for (int i = 0; i < 30; i++) fill_up((size_t)(uintptr_t)arg);
    return NULL;
}

int main(void) {
    long before = t_status_kib("VmRSS:");
    static const size_t sizes[] = {100, 5000, 70000, 2000000};
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) CHECK_EQ(pthread_create(&threads[i], NULL, work, (void *)sizes[i % 4]), 0);
    for (int i = 0; i < 8; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    CHECK_LE(t_status_kib("VmHWM:") - before, 68 * 1024);
    CHECK_GE(fill_up(120000), 54 * MIB);
    char *p = malloc(60 * MIB);
    CHECK(p != NULL);
    free(p);
    return 0;
}
