// Level 3: when, and in which order, blocks that were freed come back.
#ifndef REUSE_H
#define REUSE_H
#include "../t.h"

// Pairs of malloc and free until the address of a block that was just freed comes back: on average, in 300 trials.
// None comes back at once.
static inline double pairs_until_back(size_t n) {
    enum { TRIALS = 300, MOST = 100000 };
    long sum = 0;
    for (int i = 0; i < 1000; i++) free(malloc(n)); // what waits is full
    for (int trial = 0; trial < TRIALS; trial++) {
        void *p = malloc(n), *q;
        free(p);
        int pairs = 0;
        while ((q = malloc(n)) != t_opaque(p) && pairs < MOST) {
            free(q);
            pairs++;
        }
        CHECK_GE(pairs, 1);
        CHECK_LE(pairs, MOST - 1);
        sum += pairs;
        free(q);
    }
    return (double)sum / TRIALS;
}

enum { ORDER = 64 };

// Free 64 blocks in the order of their addresses, take as many again, and say how many of them lie right behind, or right before, the
// one that was handed out just before: of what comes in order or in reverse, 63.
static inline int neighbours_in_order(size_t n) {
    unsigned char *p[ORDER], *previous = NULL;
    for (int i = 0; i < ORDER; i++) CHECK((p[i] = malloc(n)) != NULL);
    size_t step = malloc_usable_size(p[0]), near = 0;
    for (int i = 1; i < ORDER; i++) // ascending
        for (int j = i; j > 0 && p[j] < p[j - 1]; j--) {
            unsigned char *lower = p[j];
            p[j] = p[j - 1];
            p[j - 1] = lower;
        }
    for (int i = 0; i < ORDER; i++) free(p[i]);
    for (int i = 0; i < ORDER; i++) {
        unsigned char *q = malloc(n);
        size_t apart = (size_t)(q > previous ? q - previous : previous - q);
        if (previous && apart < 2 * (step + 16)) near++;
        previous = q;
    }
    return (int)near;
}
#endif
