// pthread_exit in main: the others work on with main's blocks, and the last one's end is the program's.
#include "../t.h"

enum { COUNT = 5000 };
static void *blocks[COUNT];
static pthread_t main_thread;

static void *work(void *unused) {
    CHECK_EQ(pthread_join(main_thread, NULL), 0);
    for (size_t i = 0; i < COUNT; i++) {
        CHECK_FILLED(blocks[i], i, i);
        free(blocks[i]);
    }
    for (size_t i = 0; i < COUNT; i++) CHECK((blocks[i] = malloc(i)) != NULL);
    for (size_t i = 0; i < COUNT; i++) free(blocks[i]);
    return unused;
}

int main(void) {
    pthread_t t;
    main_thread = pthread_self();
    for (size_t i = 0; i < COUNT; i++) {
        CHECK((blocks[i] = malloc(i)) != NULL);
        t_fill(blocks[i], i, i);
    }
    CHECK_EQ(pthread_create(&t, NULL, work, NULL), 0);
    pthread_exit(NULL);
}
