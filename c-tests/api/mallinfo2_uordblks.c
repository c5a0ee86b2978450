// mallinfo2's uordblks counts large blocks too.
// glibc: no
#include "../t.h"

#if __GLIBC_PREREQ(2, 33)
int main(void) {
    size_t before = mallinfo2().uordblks;
    void *large = malloc(30 * MIB);
    CHECK(large != NULL);
    CHECK_GE(mallinfo2().uordblks, before + 30 * MIB);
    free(large);
    CHECK_LE(mallinfo2().uordblks, before + MIB);
    return 0;
}
#else
int main(void) {
    puts("mallinfo2 came with glibc 2.33");
    return 77;
}
#endif
