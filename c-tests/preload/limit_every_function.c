// With no memory left, every function of the family fails as its manual says, the blocks that there are keep their
// contents, and freeing mends it: for small, middling and large requests.
#include "limited.h"

static const size_t sizes[] = {300000, 5000, 100}; // the larger are gone first
enum { SIZES = 3 };

// `n` is a multiple of 100, and `kept` has `n` bytes.
static void all_fail(void *kept, size_t n) {
    void *out = kept;
    CHECK_FAILS(malloc(n), ENOMEM);
    CHECK_FAILS(calloc(n / 100, 100), ENOMEM);
    CHECK_FAILS(realloc(NULL, n), ENOMEM);
    CHECK_FAILS(realloc(kept, 8 * n), ENOMEM);
    CHECK_FAILS(reallocarray(kept, n / 100, 800), ENOMEM);
    CHECK_FAILS(aligned_alloc(4096, n), ENOMEM);
    CHECK_FAILS(memalign(64, n), ENOMEM);
    CHECK_FAILS(valloc(n), ENOMEM);
    CHECK_FAILS(pvalloc(n), ENOMEM);
    CHECK_EQ(posix_memalign(&out, 128, n), ENOMEM);
    CHECK_EQ((uintptr_t)out, (uintptr_t)kept);
}

int main(int argc, char **argv) {
    (void)argc;
    t_limit_as(argv, 128 * MIB);
    void *kept[SIZES], *lost[SIZES];
    for (int i = 0; i < SIZES; i++) {
        CHECK((kept[i] = malloc(sizes[i])) && (lost[i] = malloc(sizes[i])));
        t_fill(kept[i], sizes[i], 1);
    }
    for (int round = 0; round < 3; round++) {
        struct link *all = NULL, *p;
        for (int i = 0; i < SIZES; i++) {
            size_t n = sizes[i];
            // Every class that a request of this size may be served from: aligned ones take longer blocks.
            for (size_t more = 8 * n; more >= n; more -= n / 10)
                while ((p = malloc(more))) {
                    p->next = all;
                    all = p;
                }
            CHECK_EQ(errno, ENOMEM);
            all_fail(kept[i], n);
            CHECK_FILLED(kept[i], n, 1);
            // Which frees it: at the next size's turn that memory is used.
            if (round == 0) CHECK_FAILS(reallocf(lost[i], 8 * n), ENOMEM);
            // free, the sizes and the figures go on working.
            CHECK_GE(malloc_usable_size(kept[i]), n);
            CHECK_GE(mallinfo2().uordblks, n);
        }
        while ((p = all)) {
            all = p->next;
            free(p);
        }
        malloc_trim(0);
        void *again = malloc(50 * MIB);
        CHECK(again != NULL);
        free(again);
    }
    for (int i = 0; i < SIZES; i++) {
        CHECK_FILLED(kept[i], sizes[i], 1);
        free(kept[i]);
    }
    return 0;
}
