/* Does one kind of allocation work, COUNT times, and calls nothing but malloc, posix_memalign and free while at it.

   usage: driver pair|batch|replace SIZE COUNT
     pair      malloc, free
     batch     1000 mallocs, then 1000 frees in the same order; COUNT counts the mallocs
     replace   free and malloc again one block of 1000, chosen at random
   A SIZE above 64 KiB is that of a tensor: it comes from posix_memalign at 64 bytes, its first byte is written,
   and where there are 1000 blocks otherwise, there are 16. */

#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 1000, TENSORS = 16, TENSOR = 65536 };

static void *volatile sink; /* keeps the compiler from removing a pair */
static void *blocks[BLOCKS];
static int count_of(size_t size) { return size > TENSOR ? TENSORS : BLOCKS; }

static inline void *take(size_t size) {
    void *block;
    if (size <= TENSOR)
        return malloc(size);
    if (posix_memalign(&block, 64, size) != 0)
        abort();
    *(volatile char *)block = 1;
    return block;
}

static void pair(size_t size, long count) {
    for (long i = 0; i < count; i++) {
        sink = take(size);
        free(sink);
    }
}

static void batch(size_t size, long count) {
    int n = count_of(size);
    for (long done = 0; done < count; done += n) {
        for (int i = 0; i < n; i++)
            blocks[i] = take(size);
        for (int i = 0; i < n; i++)
            free(blocks[i]);
    }
}

static void replace(size_t size, long count) {
    unsigned long random = 88172645463325252UL;
    int n = count_of(size);
    for (int i = 0; i < n; i++)
        blocks[i] = take(size);
    for (long i = 0; i < count; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        void **block = &blocks[random % (unsigned long)n];
        free(*block);
        *block = take(size);
    }
}

int main(int argc, char **argv) {
    if (argc != 4)
        return 2;
    size_t size = strtoul(argv[2], NULL, 10);
    long count = strtol(argv[3], NULL, 10);
    if (strcmp(argv[1], "pair") == 0)
        pair(size, count);
    else if (strcmp(argv[1], "batch") == 0)
        batch(size, count);
    else if (strcmp(argv[1], "replace") == 0)
        replace(size, count);
    else
        return 2;
    return 0;
}
