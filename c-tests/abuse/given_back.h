// A block whose span, with many others, was given back to the system since it was freed.
#ifndef GIVEN_BACK_H
#define GIVEN_BACK_H
#include "../t.h"

static inline void *given_back(size_t n) {
    enum { MOST = 400000 };
    static void *all[MOST];
    // VmRSS may be off by hundreds of KiB.
    int count = n < KIB ? MOST : MOST / 20;
    for (int i = 0; i < count; i++) {
        CHECK((all[i] = malloc(n)) != NULL);
        *(char *)all[i] = 1;
    }
    long before = t_status_kib("VmRSS:");
    for (int i = 0; i < count; i++) free(all[i]);
    malloc_trim(0);
    // Under another allocator (scripts/misuse.sh) that is not what is asked.
    if (getenv("T_LIB")) CHECK_LE(t_status_kib("VmRSS:"), before - (long)((size_t)count * n / KIB / 2));
    return all[count / 2];
}
#endif
