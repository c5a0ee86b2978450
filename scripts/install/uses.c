// A C program that uses the installed library: blocks change hands between threads and with libc.
#define _GNU_SOURCE
#include "uses.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BLOCKS = 1000, SIZE = 500 };
static char *blocks[BLOCKS];

static void *take(void *unused) {
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc(SIZE);
        if (!blocks[i]) abort();
        memset(blocks[i], i, SIZE);
    }
    return unused;
}

int main(void) {
    size_t before = live();
    pthread_t thread;
    if (pthread_create(&thread, NULL, take, NULL) != 0 || pthread_join(thread, NULL) != 0) return 1;
    size_t after = live();
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = realloc(blocks[i], 2 * SIZE);
        if (!blocks[i] || blocks[i][SIZE - 1] != (char)i) return 2;
        free(blocks[i]);
    }
    free(strdup("a block that libc takes and we free"));
    pid_t child = fork();
    if (child == 0) _exit(take(NULL) != NULL);
    int status;
    if (waitpid(child, &status, 0) != child || status != 0) return 2;
    return report(before, after, (size_t)BLOCKS * SIZE);
}
