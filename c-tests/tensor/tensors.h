// What tensor programs ask an allocator for, for the tests beside this file and the workloads in ../bench: C and C++.
#ifndef TENSORS_H
#define TENSORS_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>

// As the libraries take a tensor: at a multiple of 64, for vector instructions; with its first byte written.
static inline unsigned char *tensor_take(size_t n) {
    void *block;
    if (posix_memalign(&block, 64, n) != 0) abort();
    ((volatile unsigned char *)block)[0] = 1;
    return (unsigned char *)block;
}

// Writes one byte in each page of 4 KiB.
static inline void tensor_touch(unsigned char *block, size_t n) {
    for (size_t at = 0; at < n; at += 4096) ((volatile unsigned char *)block)[at] = 1;
}

// Page faults of the process so far that needed no disk.
static inline long page_faults(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_minflt;
}

// ---- near-miss shapes: activations of 1, 2, 4 or 8 texts of 32 to 473 tokens, 768 floats a token -------------

enum { SHAPES = 200 };
static inline size_t shape_bytes(unsigned shape) {
    return ((size_t)1 << shape % 4) * (32 + 9 * (shape / 4)) * 768 * sizeof(float);
}

// ---- one step: the forward pass of twelve transformer layers over 1024 tokens ----------------------------------

// What a layer takes, in order: how large, and after which of its takings it is freed. The last one, its result, lives
// until the next layer has added its own to it (RESIDUAL).
struct LayerTensor {
    uint32_t kib, until;
};
enum { LAYERS = 12, LAYER_TENSORS = 25, STEP_TENSORS = LAYERS * LAYER_TENSORS, RESIDUAL = 15 };
static const struct LayerTensor LAYER[LAYER_TENSORS] = {
    {4096, 3},   // 0 the input, normed
    {4096, 6},   // 1 queries
    {4096, 7},   // 2 keys
    {4096, 12},  // 3 values
    {256, 7},    // 4 cosines of the positions
    {256, 7},    // 5 sines
    {4096, 8},   // 6 queries, turned
    {4096, 8},   // 7 keys, turned
    {65536, 10}, // 8 scores of sixteen heads
    {1024, 10},  // 9 the mask
    {65536, 11}, // 10 scores, masked
    {65536, 12}, // 11 their softmax
    {4096, 13},  // 12 the context
    {4096, 14},  // 13 the same, heads side by side
    {4096, 15},  // 14 its projection
    {4096, 24},  // 15 the sum with the input
    {4096, 18},  // 16 the sum, normed
    {16384, 19}, // 17 the gate
    {16384, 20}, // 18 the way up
    {16384, 20}, // 19 the gate's activation
    {16384, 21}, // 20 their product
    {4096, 23},  // 21 the way down
    {100, 23},   // 22 statistics
    {4096, 24},  // 23 the way down, scaled
    {4096, 24},  // 24 the result
};

// One step: 3.7 GiB are taken, 137 MiB of them live at a time, and a byte is written in each page.
static inline void tensor_step(void) {
    unsigned char *input = NULL, *live[LAYER_TENSORS];
    for (unsigned layer = 0; layer < LAYERS; layer++) {
        for (unsigned i = 0; i < LAYER_TENSORS; i++) {
            size_t n = (size_t)LAYER[i].kib << 10;
            live[i] = tensor_take(n);
            tensor_touch(live[i], n);
            for (unsigned old = 0; old < i; old++)
                if (LAYER[old].until == i) free(live[old]);
            if (i == RESIDUAL) free(input);
        }
        input = live[LAYER_TENSORS - 1];
    }
    free(input);
}

#endif
