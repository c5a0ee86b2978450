// What uses.c and uses.cc share: which malloc the program runs on, and whether the library serves it.
#include <dlfcn.h>
#include <link.h>
#include <orthotope.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int count_copies(struct dl_phdr_info *info, size_t size, void *copies) {
    (void)size;
    *(int *)copies += strstr(info->dlpi_name, "liborthotope") != NULL;
    return 0;
}

static size_t live(void) {
    orthotope_stats_t stats;
    stats.struct_size = sizeof stats;
    if (orthotope_stats(&stats) != 0) exit(3);
    return stats.live;
}

// Two lines: the file whose malloc every library of the process calls, and how many shared copies are loaded.
static int report(size_t before, size_t after, size_t taken) {
    int copies = 0;
    Dl_info info;
    if (strcmp(orthotope_version(), ORTHOTOPE_VERSION) != 0) return 4;
    if (after < before + taken) {
        printf("took %zu bytes, the library knows of %zu\n", taken, after - before);
        return 5;
    }
    if (!dladdr(dlsym(RTLD_DEFAULT, "malloc"), &info)) return 6;
    dl_iterate_phdr(count_copies, &copies);
    printf("malloc of %s\nshared copies: %d\n", strrchr(info.dli_fname, '/') + 1, copies);
    return 0;
}
