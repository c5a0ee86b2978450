// free of another thread's block leaves errno as it was.
#include "../t.h"

enum { COUNT = 3000 };
static void *blocks[COUNT];

static void *fill(void *unused) {
    for (int i = 0; i < COUNT; i++) CHECK((blocks[i] = malloc((size_t)i * 50)) != NULL);
    return unused;
}

int main(void) {
    pthread_t thread;
    CHECK_EQ(pthread_create(&thread, NULL, fill, NULL), 0);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    errno = 1234;
    for (int i = 0; i < COUNT; i++) free(blocks[i]);
    CHECK_EQ(errno, 1234);
    return 0;
}
