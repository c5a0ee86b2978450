/* Does one kind of allocation work, COUNT times, and calls nothing but malloc and free while at it.

   usage: driver pair|batch|replace SIZE COUNT
     pair      malloc, free
     batch     1000 mallocs, then 1000 frees in the same order; COUNT counts the mallocs
     replace   free and malloc again one block of 1000, chosen at random */

#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 1000 };

static void *volatile sink; /* keeps the compiler from removing a pair */
static void *blocks[BLOCKS];

static void pair(size_t size, long count) {
    for (long i = 0; i < count; i++) {
        sink = malloc(size);
        free(sink);
    }
}

static void batch(size_t size, long count) {
    for (long done = 0; done < count; done += BLOCKS) {
        for (int i = 0; i < BLOCKS; i++)
            blocks[i] = malloc(size);
        for (int i = 0; i < BLOCKS; i++)
            free(blocks[i]);
    }
}

static void replace(size_t size, long count) {
    unsigned long random = 88172645463325252UL;
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = malloc(size);
    for (long i = 0; i < count; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        void **block = &blocks[random % BLOCKS];
        free(*block);
        *block = malloc(size);
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
