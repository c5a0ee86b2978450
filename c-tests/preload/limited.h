// Allocates blocks of one size until there is no memory, gives them back, and does it again.
#ifndef LIMITED_H
#define LIMITED_H
#include "../t.h"

struct link {
    struct link *next;
};

static inline size_t fill_up(size_t n) {
    struct link *all = NULL, *p;
    size_t bytes = 0;
    errno = 0;
    while ((p = malloc(n))) {
        p->next = all;
        ((char *)p)[n - 1] = 1;
        all = p;
        bytes += n;
        errno = 0;
    }
    int code = errno;
    while (all) {
        p = all;
        all = all->next;
        free(p);
    }
    CHECK_EQ(code, ENOMEM);
    return bytes;
}

// At least half of what the limit allows has to reach the program, each time.
static inline void fill_up_within(size_t limit, size_t n) {
    for (int i = 0; i < 3; i++) {
        size_t got = fill_up(n);
        if (got < limit / 2)
            t_fail(__FILE__, __LINE__, "blocks of %zu: %zu bytes of %zu, time %d", n, got, limit, i + 1);
    }
    malloc_trim(0);
}
#endif
