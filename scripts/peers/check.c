/* Is the malloc of this process the library's, and does it work?

   usage: LD_PRELOAD=LIBRARY check LIBRARY

   First asks the dynamic linker where the names of the malloc family lead, and operator new if the
   library exports it: each must be the library's. Then two threads take blocks of up to 64 MiB,
   sizes spread evenly by their logarithm, write to both ends and put them in a table that they
   share; what was there they look at and free, so half of the blocks are freed by the other thread.
   Says what is wrong in one line on stdout. Exit status: 0, or 1 when something is wrong. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 2, BLOCKS = 2000, SLOTS = 64, LARGEST_LOG2 = 26 };

struct head {
    size_t size;
    uint64_t mark; /* also the last eight bytes of the block, which need not be aligned */
};

static _Atomic(struct head *) slots[SLOTS];

static void wrong(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
    _Exit(1);
}

/* The file that an address lies in, as the kernel would call it. */
static const char *owner(void *address, char *buffer) {
    Dl_info info;
    if (address == NULL || !dladdr(address, &info) || realpath(info.dli_fname, buffer) == NULL)
        return "nobody";
    return buffer;
}

static void check_owner(const char *name, const char *library) {
    char buffer[PATH_MAX];
    const char *file = owner(dlsym(RTLD_DEFAULT, name), buffer);
    if (strcmp(file, library) != 0)
        wrong("%s is that of %s", name, file);
}

static void check_owners(const char *path) {
    static const char *const family[] = {"malloc",  "free",           "calloc",
                                         "realloc", "posix_memalign", "aligned_alloc"};
    static const char *const cxx[] = {"_Znwm", "_ZdlPv"}; /* operator new and delete */
    char library[PATH_MAX], buffer[PATH_MAX];
    void *handle = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
    if (handle == NULL || realpath(path, library) == NULL)
        wrong("the dynamic linker did not load it");
    for (size_t i = 0; i < sizeof family / sizeof *family; i++)
        check_owner(family[i], library);
    for (size_t i = 0; i < sizeof cxx / sizeof *cxx; i++)
        if (strcmp(owner(dlsym(handle, cxx[i]), buffer), library) == 0) /* not its libstdc++'s */
            check_owner(cxx[i], library);
}

static struct head *take(uint64_t random) {
    size_t below = (size_t)1 << (5 + random % (LARGEST_LOG2 - 4));
    size_t size = below / 2 + (random >> 16) % (below / 2 + 1);
    char *block;
    switch (random >> 8 & 7) {
    case 0:
        block = calloc(1, size);
        break;
    case 1:
        block = realloc(malloc(size / 2), size);
        break;
    case 2:
        if (posix_memalign((void **)&block, 4096, size) != 0)
            block = NULL;
        break;
    default:
        block = malloc(size);
    }
    if (block == NULL || (uintptr_t)block % 16 != 0)
        wrong("a block of %zu bytes: %p", size, (void *)block);
    if ((random >> 8 & 7) == 0 && (block[0] != 0 || block[size - 1] != 0))
        wrong("calloc of %zu bytes: not zero", size);
    if (malloc_usable_size(block) < size)
        wrong("malloc_usable_size of %zu bytes: %zu", size, malloc_usable_size(block));
    *(struct head *)block = (struct head){size, random};
    if (size >= sizeof(struct head) + sizeof random)
        memcpy(block + size - sizeof random, &random, sizeof random);
    return (struct head *)block;
}

static void give_back(struct head *block) {
    uint64_t last;
    if (block == NULL)
        return;
    if (block->size >= sizeof *block + sizeof last) {
        memcpy(&last, (char *)block + block->size - sizeof last, sizeof last);
        if (last != block->mark)
            wrong("a block of %zu bytes was overwritten", block->size);
    }
    free(block);
}

static void *work(void *seed) {
    uint64_t random = (uintptr_t)seed;
    for (int i = 0; i < BLOCKS; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        give_back(atomic_exchange(&slots[(random >> 11) % SLOTS], take(random)));
    }
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 2)
        return 2;
    check_owners(argv[1]);
    pthread_t threads[THREADS];
    for (uintptr_t i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, (void *)(88172645463325252UL + i)) != 0)
            wrong("pthread_create");
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < SLOTS; i++)
        give_back(atomic_load(&slots[i]));
    return 0;
}
