// What other threads freed of a thread's spans goes back to the system when it trims.
#include "../t.h"

enum { BLOCKS = 200 * 1024 };
static void *blocks[BLOCKS];

static void *free_all(void *unused) {
    for (int i = 0; i < BLOCKS; i++)
        free(blocks[i]);
    return unused;
}

int main(void) {
    for (int i = 0; i < BLOCKS; i++) {
        CHECK((blocks[i] = malloc(1000)) != NULL);
        memset(blocks[i], 1, 1000);
    }
    CHECK_GE(t_rss_mib(), 190);
    pthread_t t;
    CHECK_EQ(pthread_create(&t, NULL, free_all, NULL), 0);
    CHECK_EQ(pthread_join(t, NULL), 0);
    CHECK_EQ(malloc_trim(0), 1);
    CHECK_LE(t_rss_mib(), 40);
    return 0;
}
