// A buffer that grows to megabytes and is freed, again and again, uses the same address space.
#include "../t.h"

static size_t vm_mib(void) {
    FILE *statm = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;
    CHECK(statm != NULL);
    CHECK_EQ(fscanf(statm, "%lu", &pages), 1);
    fclose(statm);
    return pages * (size_t)sysconf(_SC_PAGESIZE) / MIB;
}

int main(void) {
    size_t before = 0;
    for (int i = 0; i < 400; i++) {
        char *p = malloc(2 * MIB);
        CHECK((p = realloc(p, 8 * MIB)) != NULL);
        memset(p, i, 8 * MIB);
        free(p);
        if (i == 20)
            before = vm_mib();
    }
    CHECK_LE(vm_mib(), before + 64);
    return 0;
}
