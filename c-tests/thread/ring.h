// A bounded ring between one producer and one consumer, and messages that check themselves.
#ifndef RING_H
#define RING_H
#include "../t.h"
#include <sched.h>
#include <stdatomic.h>

enum { RING_SLOTS = 256 };
struct ring {
    void *slots[RING_SLOTS];
    _Alignas(64) atomic_size_t head;
    _Alignas(64) atomic_size_t tail;
};

static inline void ring_put(struct ring *r, void *p) {
    size_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
    while (tail - atomic_load_explicit(&r->head, memory_order_acquire) == RING_SLOTS) sched_yield();
    r->slots[tail % RING_SLOTS] = p;
    atomic_store_explicit(&r->tail, tail + 1, memory_order_release);
}

static inline void *ring_take(struct ring *r) {
    size_t head = atomic_load_explicit(&r->head, memory_order_relaxed);
    while (atomic_load_explicit(&r->tail, memory_order_acquire) == head) sched_yield();
    void *p = r->slots[head % RING_SLOTS];
    atomic_store_explicit(&r->head, head + 1, memory_order_release);
    return p;
}

struct message {
    size_t size;
    unsigned char bytes[];
};

static inline struct message *message_new(size_t size) {
    struct message *m = malloc(size);
    CHECK(m != NULL);
    m->size = size;
    t_fill(m->bytes, size - sizeof *m, size);
    return m;
}

static inline void message_drop(struct message *m) {
    CHECK_FILLED(m->bytes, m->size - sizeof *m, m->size);
    free(m);
}
#endif
