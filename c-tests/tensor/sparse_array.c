// An array of 1 GiB that is touched one page in 100 costs what is touched, where huge pages are declined.
// env: ORTHOTOPE_THP=0
// glibc: no
#include "../t.h"
#include "tensors.h"

int main(void) {
    long before = t_rss_mib();
    unsigned char *array = malloc(GIB);
    CHECK(array != NULL);
    for (size_t at = 0; at < GIB; at += 100 * 4096) array[at] = 1;
    CHECK_LE(t_rss_mib() - before, 12); // 2622 pages
    free(array);
    return 0;
}
