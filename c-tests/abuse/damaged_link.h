// A free block's first word, which at level 1 links to the next one, overwritten: found by one of the next calls of its size.
#ifndef DAMAGED_LINK_H
#define DAMAGED_LINK_H
#include "../t.h"

static inline void damage_link(size_t n) {
    void *p = malloc(n), *wrong = (void *)(uintptr_t)0x4141414141414141;
    t_named(wrong);
    free(p);
    *(void **)t_opaque(p) = wrong;
    // Where freed blocks wait, others come after them.
    for (int round = 0; round < 100; round++) {
        void *all[100];
        for (int i = 0; i < 100; i++) CHECK((all[i] = malloc(n)) != NULL);
        for (int i = 0; i < 100; i++) free(all[i]);
    }
}
#endif
