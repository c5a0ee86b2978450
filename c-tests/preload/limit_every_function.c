// With no memory left, every function of the family fails as its manual says, the blocks that there are keep their
// contents, and freeing mends it.
#include "limited.h"

enum { N = 300000 }; // more than any free piece that is left

static void all_fail(void *kept) {
    void *out = kept;
    CHECK_FAILS(malloc(N), ENOMEM);
    CHECK_FAILS(calloc(N / 100, 100), ENOMEM);
    CHECK_FAILS(realloc(NULL, N), ENOMEM);
    CHECK_FAILS(realloc(kept, N), ENOMEM);
    CHECK_FAILS(reallocarray(kept, N / 100, 100), ENOMEM);
    CHECK_FAILS(aligned_alloc(4096, N), ENOMEM);
    CHECK_FAILS(memalign(64, N), ENOMEM);
    CHECK_FAILS(valloc(N), ENOMEM);
    CHECK_FAILS(pvalloc(N), ENOMEM);
    CHECK_EQ(posix_memalign(&out, 128, N), ENOMEM);
    CHECK_EQ((uintptr_t)out, (uintptr_t)kept);
}

int main(int argc, char **argv) {
    (void)argc;
    t_limit_as(argv, 128 * MIB);
    void *kept = malloc(1000), *lost = malloc(1000);
    CHECK(kept && lost);
    t_fill(kept, 1000, 1);
    for (int round = 0; round < 3; round++) {
        struct link *all = NULL, *p;
        while ((p = malloc(N))) {
            p->next = all;
            all = p;
        }
        CHECK_EQ(errno, ENOMEM);
        all_fail(kept);
        CHECK_FILLED(kept, 1000, 1);
        if (round == 0) CHECK_FAILS(reallocf(lost, N), ENOMEM); // which frees it
        // free, the sizes and the figures go on working.
        CHECK_GE(malloc_usable_size(kept), 1000);
        CHECK_GE(mallinfo2().uordblks, 1000);
        while ((p = all)) {
            all = p->next;
            free(p);
        }
        malloc_trim(0);
        void *again = malloc(50 * MIB);
        CHECK(again != NULL);
        free(again);
    }
    CHECK_FILLED(kept, 1000, 1);
    free(kept);
    return 0;
}
