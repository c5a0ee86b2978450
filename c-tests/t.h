// What a one-claim program needs: checks that print file:line and both values, patterns, RSS, a limit.
#ifndef T_H
#define T_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)
#define GIB ((size_t)1 << 30)
#define TOO_LARGE ((size_t)PTRDIFF_MAX + 1)
#define T_SKIP 77 // run.sh counts this exit status as skipped

// Written without stdio's buffers, so that it works in forked children and after fclose.
__attribute__((format(printf, 3, 4), noreturn)) static inline void t_fail(const char *file, int line,
                                                                          const char *format, ...) {
    char text[512];
    int n = snprintf(text, sizeof text, "%s:%d: ", file, line);
    va_list args;
    va_start(args, format);
    n += vsnprintf(text + n, sizeof text - (size_t)n, format, args);
    va_end(args);
    if (n > (int)sizeof text - 2) n = (int)sizeof text - 2;
    text[n++] = '\n';
    if (write(2, text, (size_t)n) < 0) _exit(1);
    _exit(1);
}

#define CHECK(condition)                                                                                          \
    do {                                                                                                          \
        if (!(condition)) t_fail(__FILE__, __LINE__, "CHECK(%s) (errno %d)", #condition, errno);                  \
    } while (0)

// Both values are printed; integers and pointers alike.
#define CHECK_OP(a, op, b)                                                                                        \
    do {                                                                                                          \
        long long a_ = (long long)(a), b_ = (long long)(b);                                                       \
        if (!(a_ op b_))                                                                                          \
            t_fail(__FILE__, __LINE__, "CHECK(%s %s %s): %lld (%#llx) against %lld (%#llx)", #a, #op, #b,         \
                   a_, (unsigned long long)a_, b_, (unsigned long long)b_);                                       \
    } while (0)
#define CHECK_EQ(a, b) CHECK_OP(a, ==, b)
#define CHECK_NE(a, b) CHECK_OP(a, !=, b)
#define CHECK_LE(a, b) CHECK_OP(a, <=, b)
#define CHECK_GE(a, b) CHECK_OP(a, >=, b)
#define CHECK_NULL(p) CHECK_EQ((uintptr_t)(p), (uintptr_t)0)
#define CHECK_ALIGNED(p, alignment) CHECK_EQ((uintptr_t)(p) % (alignment), (uintptr_t)0)

// The call gives NULL and sets errno to `code`.
#define CHECK_FAILS(call, code)                                                                                   \
    do {                                                                                                          \
        errno = 0;                                                                                                \
        void *failed_ = (void *)(call);                                                                           \
        int errno_ = errno;                                                                                       \
        CHECK_NULL(failed_);                                                                                      \
        CHECK_EQ(errno_, (int)(code));                                                                            \
    } while (0)

// Hides where a value came from, so that the compiler neither warns of nor removes what the test does.
static inline void *t_opaque(const volatile void *p) {
    void *q = (void *)(uintptr_t)p;
    __asm__ volatile("" : "+r"(q) : : "memory");
    return q;
}
static inline size_t t_size(size_t n) {
    __asm__ volatile("" : "+r"(n));
    return n;
}

// The line on stderr has to name this address: run.sh compares.
static inline void t_named(const volatile void *p) {
    char text[64];
    int n = snprintf(text, sizeof text, "pointer: %#llx\n", (unsigned long long)(uintptr_t)p);
    if (write(1, text, (size_t)n) != n) _exit(1);
}

static inline uint64_t t_rand(uint64_t *state) {
    uint64_t x = *state ? *state : 0x9e3779b97f4a7c15u;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return *state = x;
}

static inline unsigned char t_byte(size_t i, uint64_t seed) { return (unsigned char)(seed + i * 131 + (i >> 12)); }

// Every byte of a small block; of a large one every byte of its ends and one in 509 between them.
static inline size_t t_next(size_t i, size_t n) { return i < 4096 || i + 4096 >= n ? i + 1 : i + 509; }
static inline void t_fill(void *p, size_t n, uint64_t seed) {
    for (size_t i = 0; i < n; i = t_next(i, n)) ((unsigned char *)p)[i] = t_byte(i, seed);
}
#define CHECK_FILLED_AS(p, upto, n, seed)                                                                         \
    do {                                                                                                          \
        const unsigned char *p_ = (const unsigned char *)(p);                                                     \
        size_t upto_ = (upto), n_ = (n);                                                                          \
        for (size_t i_ = 0; i_ < upto_; i_ = t_next(i_, n_))                                                      \
            if (p_[i_] != t_byte(i_, (seed)))                                                                     \
                t_fail(__FILE__, __LINE__, "block %p of %zu: byte %zu is %#x, not %#x", (const void *)p_, n_, i_, \
                       p_[i_], t_byte(i_, (seed)));                                                               \
    } while (0)
#define CHECK_FILLED(p, n, seed) CHECK_FILLED_AS(p, n, n, seed)
#define CHECK_ZERO(p, n)                                                                                          \
    do {                                                                                                          \
        const unsigned char *z_ = (const unsigned char *)(p);                                                     \
        size_t zn_ = (n);                                                                                         \
        for (size_t i_ = 0; i_ < zn_; i_++)                                                                       \
            if (z_[i_]) t_fail(__FILE__, __LINE__, "block of %zu: byte %zu is %#x, not 0", zn_, i_, z_[i_]);      \
    } while (0)

// One field of /proc/self/status in KiB, read without allocating.
static inline long t_status_kib(const char *field) {
    static char text[8192];
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0);
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    CHECK(n > 0);
    text[n] = 0;
    const char *at = strstr(text, field);
    CHECK(at != NULL);
    return strtol(at + strlen(field), NULL, 10);
}
static inline long t_rss_mib(void) { return t_status_kib("VmRSS:") / 1024; }

// Whether the kernel hands out huge pages unasked.
static inline int t_huge_pages_always(void) {
    char text[100] = "";
    int fd = open("/sys/kernel/mm/transparent_hugepage/enabled", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    return n > 0 && strstr(text, "[always]") != NULL;
}

// Starts the program again under RLIMIT_AS, unless it already is.
static inline void t_limit_as(char **argv, size_t bytes) {
    struct rlimit limit;
    CHECK_EQ(getrlimit(RLIMIT_AS, &limit), 0);
    if (limit.rlim_cur == bytes) return;
    limit.rlim_cur = limit.rlim_max = bytes;
    CHECK_EQ(setrlimit(RLIMIT_AS, &limit), 0);
    execv("/proc/self/exe", argv);
    t_fail(__FILE__, __LINE__, "execv: errno %d", errno);
}

// Names that not every C library declares. The unlinked build leaves them to the preloaded library (weak.h).
#ifndef __cplusplus
void *reallocf(void *p, size_t n);
size_t malloc_size(const void *p);
size_t malloc_good_size(size_t n);
void cfree(void *p);
void free_sized(void *p, size_t n);
void free_aligned_sized(void *p, size_t alignment, size_t n);
#endif
#if !__GLIBC_PREREQ(2, 33)
struct mallinfo2 {
    size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
};
#ifdef __cplusplus
extern "C"
#endif
    struct mallinfo2
    mallinfo2(void);
#endif

#endif
