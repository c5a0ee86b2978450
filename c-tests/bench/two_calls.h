// The measure for nanoseconds: what two empty calls through the PLT take here and now (empty/empty.c). A ratio to it
// says how far an allocator is from the least that it could take, and is worth more than the nanoseconds when
// the processor's frequency is another.
#ifndef TWO_CALLS_H
#define TWO_CALLS_H

#include "bench.h"

extern "C" void *empty_malloc(size_t n) noexcept;
extern "C" void empty_free(void *block) noexcept;

// Nanoseconds of one turn of `turns`: Take(n), then Give of what it gave.
template <void *(*Take)(size_t), void (*Give)(void *)> double turn_ns(size_t n, unsigned turns) {
    double from = now_ns();
    for (unsigned i = 0; i < turns; i++) {
        void *block = Take(n);
        __asm__ volatile("" : "+r"(block) : : "memory");
        Give(block);
    }
    return (now_ns() - from) / turns;
}

static inline double two_calls_ns() {
    double ns[31];
    for (double &one : ns) one = turn_ns<empty_malloc, empty_free>(64, 100000);
    return median(ns, 31);
}

#endif
