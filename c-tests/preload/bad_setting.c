// A setting that cannot be read is reported once, by name and with the value; the program runs on.
// env: ORTHOTOPE_ARENA_SIZE=banana
// expect: exit 0 "ORTHOTOPE_ARENA_SIZE" "banana"
#include "../t.h"

static void *work(void *unused) {
    free(malloc(100));
    return unused;
}

int main(void) {
    pthread_t t;
    void *p = malloc(MIB);
    CHECK(p != NULL);
    free(p);
    CHECK_EQ(pthread_create(&t, NULL, work, NULL), 0);
    CHECK_EQ(pthread_join(t, NULL), 0);
    return 0;
}
