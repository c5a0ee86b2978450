// Eight threads that exchange blocks, and children that free what their parent allocated, with a block in three sampled.
// env: ORTHOTOPE_GUARD_SAMPLE=3
#include "../t.h"
#include <sys/wait.h>

enum { THREADS = 8, SHARED = 64, ROUNDS = 20000 };
static void *shared[SHARED];
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void *exchange(void *seed) {
    uint64_t random = (uint64_t)(uintptr_t)seed;
    for (int i = 0; i < ROUNDS; i++) {
        size_t n = t_rand(&random) % 2000 + 8;
        size_t *p = malloc(n);
        p[0] = n;
        memset(p + 1, (int)n, n - 8);
        size_t *q = __atomic_exchange_n(&shared[t_rand(&random) % SHARED], p, __ATOMIC_ACQ_REL);
        if (q) {
            for (size_t k = 8; k < q[0]; k++) CHECK_EQ(((unsigned char *)q)[k], (unsigned char)q[0]);
            free(q);
        }
        if (i % 2000 == 0) {
            // One at a time: what is looked at is the heap in the child, not the machine.
            pthread_mutex_lock(&turn);
            void *kept = malloc(64);
            pid_t child = fork();
            CHECK(child >= 0);
            if (child == 0) {
                free(kept);
                for (int k = 0; k < 300; k++) free(t_opaque(malloc((size_t)k * 7)));
                _exit(0);
            }
            int status;
            CHECK_EQ(waitpid(child, &status, 0), child);
            CHECK_EQ(status, 0);
            free(kept);
            pthread_mutex_unlock(&turn);
        }
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    for (uintptr_t i = 0; i < THREADS; i++) CHECK_EQ(pthread_create(&threads[i], NULL, exchange, (void *)(i + 1)), 0);
    for (int i = 0; i < THREADS; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < SHARED; i++) free(shared[i]);
    return 0;
}
