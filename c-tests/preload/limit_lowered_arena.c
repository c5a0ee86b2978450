// RLIMIT_AS lowered to 1 GiB while the program runs, by each of the functions that do it: threads, mappings and libraries are
// still to be had, blocks as many as fit, and more is NULL and ENOMEM. A parent whose child limited itself is as before.
// glibc: yes
#include "limited.h"
#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { COUNT = 200000 };
static void *blocks[COUNT];

static void fill(void) {
    for (size_t i = 0; i < COUNT; i++) {
        CHECK((blocks[i] = malloc(1000 + i % 1000)) != NULL);
        t_fill(blocks[i], 1000, i);
    }
}

static void check_and_free(void) {
    for (size_t i = 0; i < COUNT; i++) {
        CHECK_FILLED(blocks[i], 1000, i);
        free(blocks[i]);
    }
}

static void *allocate(void *unused) {
    (void)unused;
    for (size_t i = 0; i < 10000; i++) free(t_opaque(malloc(i * 7)));
    return malloc(100);
}

static void use_what_is_left(void) {
    pthread_t threads[8];
    void *block;
    for (int i = 0; i < 8; i++) CHECK_EQ(pthread_create(&threads[i], NULL, allocate, NULL), 0);
    for (int i = 0; i < 8; i++) {
        CHECK_EQ(pthread_join(threads[i], &block), 0);
        free(block);
    }
    void *mapped = mmap(NULL, 64 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(mapped != MAP_FAILED);
    CHECK(dlopen("libm.so.6", RTLD_NOW) != NULL);
    fill();
    for (int i = 0; i < 5; i++) {
        void *p = malloc(150 * MIB);
        CHECK(p != NULL);
        CHECK((p = realloc(p, 200 * MIB)) != NULL);
        memset(p, i, 200 * MIB);
        free(p);
    }
    CHECK_FAILS(malloc(GIB), ENOMEM);
    check_and_free();
    fill();
    check_and_free();
    CHECK_EQ(munmap(mapped, 64 * MIB), 0);
    // Until there is no more, and again when all was given back.
    for (int round = 0; round < 2; round++) {
        size_t count = 0;
        while (count < COUNT && (blocks[count] = malloc(MIB)) != NULL) count++;
        CHECK_LE(count, 1024);
        CHECK_GE(count, 500);
        while (count > 0) free(blocks[--count]);
    }
}

static void lower(int way) {
    struct rlimit limit, old;
    CHECK_EQ(getrlimit(RLIMIT_AS, &limit), 0);
    limit.rlim_cur = GIB;
    switch (way) {
    case 0: CHECK_EQ(setrlimit(RLIMIT_AS, &limit), 0); break;
    case 1: CHECK_EQ(setrlimit64(RLIMIT_AS, (struct rlimit64 *)&limit), 0); break;
    case 2: CHECK_EQ(prlimit(0, RLIMIT_AS, &limit, &old), 0); break;
    case 3: CHECK_EQ(prlimit64(getpid(), RLIMIT_AS, (struct rlimit64 *)&limit, NULL), 0); break;
    }
    CHECK_EQ(getrlimit(RLIMIT_AS, &old), 0);
    CHECK_EQ(old.rlim_cur, GIB);
}

int main(void) {
    // What the kernel refuses is refused as ever.
    CHECK_EQ(setrlimit(RLIMIT_AS, (struct rlimit *)t_opaque((void *)8)), -1);
    CHECK_EQ(errno, EFAULT);
    CHECK_EQ(setrlimit(1000, &(struct rlimit){0, 0}), -1);
    CHECK_EQ(errno, EINVAL);
    for (int way = 0; way < 4; way++) {
        if (way % 2) fill();
        pid_t child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            lower(way);
            if (way % 2) check_and_free();
            use_what_is_left();
            lower(way);
            // What was freed is kept for a while, with its address space.
            malloc_trim(0);
            use_what_is_left();
            _exit(0);
        }
        int status;
        CHECK_EQ(waitpid(child, &status, 0), child);
        CHECK_EQ(status, 0);
        if (way % 2) check_and_free();
    }
    return 0;
}
