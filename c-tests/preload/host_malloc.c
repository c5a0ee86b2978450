// A program that exports a malloc of its own is served by it, the C library's calls too; the library's prefixed
// functions work beside it.
// mode: linked preload
#include "../t.h"
#include <dlfcn.h>

// Nothing is given back: each block has its size before it.
static _Alignas(16) char room[4 << 20];
static size_t used;
static int calls;

void *malloc(size_t n) {
    size_t at = __atomic_fetch_add(&used, (n + 31) / 16 * 16, __ATOMIC_RELAXED);
    if (at + n + 32 > sizeof room) return NULL;
    *(size_t *)(void *)(room + at) = n;
    __atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED);
    return room + at + 16;
}
void free(void *p) {
    if (p && ((char *)p < room || (char *)p >= room + sizeof room)) _exit(9); // a block of somebody else's
}
void *calloc(size_t n, size_t each) { return malloc(n * each); } // room is zero and used once
void *realloc(void *p, size_t n) {
    void *moved = malloc(n);
    if (!p || !moved) return moved;
    size_t before = *(size_t *)(void *)((char *)p - 16);
    return memcpy(moved, p, before < n ? before : n);
}

static void *work(void *unused) {
    for (int i = 0; i < 100; i++) free(strdup("from the host"));
    return unused;
}

int main(void) {
    int before = calls;
    char *copy = strdup("the C library's call");
    CHECK(copy >= room && copy < room + sizeof room);
    free(copy);
    CHECK_GE(calls, before + 1);
    void *(*make)(size_t) = (void *(*)(size_t))dlsym(RTLD_DEFAULT, "orthotope_malloc");
    void (*drop)(void *) = (void (*)(void *))dlsym(RTLD_DEFAULT, "orthotope_free");
    CHECK(make && drop);
    for (int i = 0; i < 10; i++) {
        pthread_t t;
        CHECK_EQ(pthread_create(&t, NULL, work, NULL), 0);
        char *p = make((size_t)i * 100000);
        CHECK(p != NULL);
        CHECK(p < room || p >= room + sizeof room);
        drop(p);
        CHECK_EQ(pthread_join(t, NULL), 0);
    }
    return 0;
}
