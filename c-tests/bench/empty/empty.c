/* Two calls that do nothing, in a library of their own: a program calls them through its PLT, as it calls malloc
   and free. What they cost, no allocator that is preloaded can go below. */

#include <stddef.h>

void *empty_malloc(size_t n) {
    (void)n;
    return NULL;
}

void empty_free(void *block) { (void)block; }
