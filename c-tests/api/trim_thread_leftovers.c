// malloc_trim gives back what ended threads had freed.
#include "../t.h"

static void *churn(void *unused) {
    enum { COUNT = 20000 };
    void **blocks = malloc(COUNT * sizeof *blocks);
    CHECK(blocks != NULL);
    for (int i = 0; i < COUNT; i++) {
        CHECK((blocks[i] = malloc(2000)) != NULL);
        memset(blocks[i], 1, 2000);
    }
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    free(blocks);
    return unused;
}

int main(void) {
    pthread_t threads[6];
    for (int i = 0; i < 6; i++) CHECK_EQ(pthread_create(&threads[i], NULL, churn, NULL), 0);
    for (int i = 0; i < 6; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    malloc_trim(0);
    CHECK_LE(t_rss_mib(), 40);
    return 0;
}
