// A thread adopts a span that another left, while a third frees the span's last block.
// glibc: yes
#include "../t.h"
#include <sched.h>
#include <stdatomic.h>

enum { BLOCK = 4096, ROUNDS = 4000 };

static atomic_int ready, go;

static void *leave_one(void *unused) {
    (void)unused;
    void *p = malloc(BLOCK);
    CHECK(p != NULL);
    t_fill(p, BLOCK, 1);
    return p;
}

static void *adopt(void *unused) {
    free(malloc(32)); // has a cache before the race begins
    atomic_store(&ready, 1);
    while (!atomic_load(&go)) {
    }
    char *p = malloc(BLOCK), *q = malloc(BLOCK);
    CHECK(p != NULL && q != NULL && p != q);
    t_fill(p, BLOCK, 7);
    t_fill(q, BLOCK, 8);
    CHECK_FILLED(p, BLOCK, 7);
    free(p);
    free(q);
    return unused;
}

int main(void) {
    for (int i = 0; i < ROUNDS; i++) {
        pthread_t t;
        void *left;
        CHECK_EQ(pthread_create(&t, NULL, leave_one, NULL), 0);
        CHECK_EQ(pthread_join(t, &left), 0);
        atomic_store(&ready, 0);
        atomic_store(&go, 0);
        CHECK_EQ(pthread_create(&t, NULL, adopt, NULL), 0);
        while (!atomic_load(&ready))
            sched_yield();
        atomic_store(&go, 1);
        for (volatile int wait = 0; wait < i % 600; wait++) {
        }
        free(left);
        CHECK_EQ(pthread_join(t, NULL), 0);
    }
    return 0;
}
