// No call is a cancellation point: a thread that was cancelled before goes through all of them. (malloc_info may be one: it
// writes to the program's stream.)
#include "../t.h"

static int through, kept, nowhere;

static void *work(void *unused) {
    CHECK_EQ(pthread_cancel(pthread_self()), 0); // deferred: takes effect at the next cancellation point
    static void *blocks[3000];
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 3000; i++) {
            switch (i % 5) {
            case 0: blocks[i] = malloc(i * 20); break;
            case 1: blocks[i] = calloc(i, 7); break;
            case 2: blocks[i] = aligned_alloc(64, i * 30); break;
            case 3: CHECK_EQ(posix_memalign(&blocks[i], 4096, i * 40), 0); break;
            default: blocks[i] = realloc(malloc(i), i * 50 + 1);
            }
            CHECK(blocks[i] != NULL);
            memset(blocks[i], 1, i);
            CHECK_GE(malloc_usable_size(blocks[i]), i);
        }
        void *large = malloc(30 * MIB);
        CHECK(large != NULL);
        memset(large, 1, 30 * MIB);
        CHECK((large = realloc(large, 60 * MIB)) != NULL);
        free(large);
        for (size_t i = 0; i < 3000; i++) free(blocks[i]);
        CHECK_FAILS(malloc(t_size(TOO_LARGE)), ENOMEM);
        malloc_trim(0);
        mallopt(M_MMAP_THRESHOLD, 1 << 20);
        CHECK_EQ(dup2(nowhere, 2), 2);
        malloc_stats();
        CHECK_EQ(dup2(kept, 2), 2);
    }
    through = 1;
    pthread_testcancel();
    return unused;
}

int main(void) {
    pthread_t t;
    void *result;
    CHECK((kept = dup(2)) >= 0 && (nowhere = open("/dev/null", O_WRONLY)) >= 0);
    CHECK_EQ(pthread_create(&t, NULL, work, NULL), 0);
    CHECK_EQ(pthread_join(t, &result), 0);
    CHECK_EQ(through, 1);
    CHECK_EQ(result, PTHREAD_CANCELED);
    return 0;
}
