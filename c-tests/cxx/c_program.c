// A C program loads the library without libstdc++, libgcc_s or anything else besides libc.
#include "../t.h"
#include <link.h>

static int one(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size;
    (void)unused;
    CHECK(strstr(info->dlpi_name, "libstdc++") == NULL);
    CHECK(strstr(info->dlpi_name, "libgcc_s") == NULL);
    CHECK(strstr(info->dlpi_name, "libunwind") == NULL);
    return 0;
}

int main(void) {
    void *p = malloc(10);
    CHECK(p != NULL);
    free(p);
    dl_iterate_phdr(one, NULL);
    return 0;
}
