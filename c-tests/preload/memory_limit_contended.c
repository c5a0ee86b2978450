// Three threads whose blocks fit together never see ENOMEM, however often their memory changes hands.
// env: ORTHOTOPE_MEMORY_LIMIT=64M
#include "../t.h"

static void *work(void *arg) {
    uint64_t state = (uint64_t)(uintptr_t)arg;
    for (int i = 0; i < 2000; i++) {
        size_t n = MIB + t_rand(&state) % (15 * MIB);
        char *p = malloc(n);
        if (!p) t_fail(__FILE__, __LINE__, "%zu bytes refused, step %d", n, i);
        for (size_t at = 0; at < n; at += 65536) p[at] = 1;
        free(p);
    }
    return NULL;
}

int main(void) {
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) CHECK_EQ(pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)(i + 1)), 0);
    for (int i = 0; i < 3; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    return 0;
}
