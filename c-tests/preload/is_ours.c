// malloc and its family are the library's, called by the program and by the C library.
#include "../t.h"
#include <dlfcn.h>

static void from_library(const void *function, const char *name) {
    Dl_info info;
    if (!dladdr(function, &info) || !strstr(info.dli_fname, "liborthotope"))
        t_fail(__FILE__, __LINE__, "%s is of %s", name, info.dli_fname);
}
#define FROM_LIBRARY(function) from_library((const void *)(uintptr_t)&function, #function)

int main(void) {
    FROM_LIBRARY(malloc);
    FROM_LIBRARY(calloc);
    FROM_LIBRARY(realloc);
    FROM_LIBRARY(free);
    FROM_LIBRARY(reallocarray);
    FROM_LIBRARY(reallocf);
    FROM_LIBRARY(posix_memalign);
    FROM_LIBRARY(aligned_alloc);
    FROM_LIBRARY(memalign);
    FROM_LIBRARY(valloc);
    FROM_LIBRARY(pvalloc);
    FROM_LIBRARY(malloc_usable_size);
    FROM_LIBRARY(malloc_size);
    FROM_LIBRARY(malloc_good_size);
    FROM_LIBRARY(cfree);
    FROM_LIBRARY(free_sized);
    FROM_LIBRARY(free_aligned_sized);
    FROM_LIBRARY(malloc_trim);
    FROM_LIBRARY(mallinfo2);
    FROM_LIBRARY(mallopt);
    FROM_LIBRARY(malloc_stats);
    FROM_LIBRARY(malloc_info);
    // strdup's block is ours as well: libc's own heap stays untouched.
    size_t before = mallinfo2().uordblks;
    char *text = malloc(MIB);
    CHECK(text != NULL);
    memset(text, 'x', MIB - 1);
    text[MIB - 1] = 0;
    char *copy = strdup(text);
    CHECK_GE(mallinfo2().uordblks, before + 2 * MIB);
    free(copy);
    free(text);
    return 0;
}
