// mallopt accepts the parameters that glibc documents.
#include "../t.h"

int main(void) {
    CHECK_EQ(mallopt(M_TRIM_THRESHOLD, 256 * 1024), 1);
    CHECK_EQ(mallopt(M_TOP_PAD, 64 * 1024), 1);
    CHECK_EQ(mallopt(M_MMAP_THRESHOLD, 256 * 1024), 1);
    CHECK_EQ(mallopt(M_MMAP_MAX, 1000), 1);
    CHECK_EQ(mallopt(M_ARENA_TEST, 2), 1);
    CHECK_EQ(mallopt(M_ARENA_MAX, 2), 1);
    CHECK_EQ(mallopt(M_CHECK_ACTION, 3), 1);
    void *p = malloc(300000);
    CHECK(p != NULL);
    free(p);
    return 0;
}
