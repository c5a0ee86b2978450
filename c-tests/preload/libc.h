// The C library's own allocator, reached past the library that took its names.
#ifndef LIBC_H
#define LIBC_H
#include "../t.h"
#include <dlfcn.h>

static inline void *libc_symbol(const char *name) {
    void *libc = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
    CHECK(libc != NULL);
    void *symbol = dlsym(libc, name);
    CHECK(symbol != NULL);
    return symbol;
}
static inline void *libc_malloc(size_t n) {
    void *p = ((void *(*)(size_t))libc_symbol("malloc"))(n);
    CHECK(p != NULL);
    return p;
}
static inline size_t libc_in_use(void) {
#if __GLIBC_PREREQ(2, 33)
    struct mallinfo2 info = ((struct mallinfo2(*)(void))libc_symbol("mallinfo2"))();
#else
    struct mallinfo info = ((struct mallinfo(*)(void))libc_symbol("mallinfo"))();
#endif
    return (size_t)info.uordblks + (size_t)info.hblkhd;
}
#endif
