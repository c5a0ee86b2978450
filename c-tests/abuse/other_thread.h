// A free by a thread that did nothing else.
#ifndef OTHER_THREAD_H
#define OTHER_THREAD_H
#include "../t.h"

static inline void *other_thread_frees(void *p) {
    free(p);
    return NULL;
}

static inline void free_in_other_thread(void *p) {
    pthread_t t;
    CHECK_EQ(pthread_create(&t, NULL, other_thread_frees, p), 0);
    CHECK_EQ(pthread_join(t, NULL), 0);
}
#endif
