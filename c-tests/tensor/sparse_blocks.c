// Past a quarter of the machine's memory large blocks come in small pages: a program that takes so much does not touch all.
#include "../t.h"
#include <unistd.h>

int main(void) {
    enum { COUNT = 100 };
    if (t_huge_pages_always()) {
        puts("the kernel hands out huge pages unasked here");
        return T_SKIP;
    }
    size_t quarter = (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE) / 4;
    char *untouched = malloc(quarter), *blocks[COUNT];
    if (!untouched) {
        puts("a quarter of the memory is not to be had here");
        return T_SKIP;
    }
    long before = t_rss_mib();
    for (int i = 0; i < COUNT; i++) {
        CHECK((blocks[i] = malloc(4 * MIB)) != NULL);
        blocks[i][2 * MIB + 100] = 1;
    }
    CHECK_LE(t_rss_mib(), before + 20); // 200 MiB if each had become 2 MiB
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    free(untouched);
    return 0;
}
