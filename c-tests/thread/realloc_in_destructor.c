// Destructors that run after ours realloc and free blocks of spans which their thread has just left, while
// others use these spans.
// glibc: yes
#include "../t.h"

enum { BLOCKS = 20000, ROUNDS = 60, USED = 9000 };

static pthread_key_t key;
static char *left_behind[2][BLOCKS];

static void destructor(void *value) {
    char **blocks = value;
    for (int i = 0; i < BLOCKS; i += 2) CHECK((blocks[i] = realloc(blocks[i], 40)) != NULL);
    for (int i = 0; i < BLOCKS; i += 2) free(blocks[i]);
}

static void *leave(void *blocks) {
    char **mine = blocks;
    for (int i = 0; i < BLOCKS; i++) CHECK((mine[i] = malloc(100)) != NULL);
    for (int i = 1; i < BLOCKS; i += 2) free(mine[i]);
    CHECK_EQ(pthread_setspecific(key, mine), 0);
    return NULL;
}

static void *use(void *tag) {
    static __thread char *mine[USED];
    for (int i = 0; i < USED; i++) {
        CHECK((mine[i] = malloc(100)) != NULL);
        memset(mine[i], (int)(intptr_t)tag, 100);
    }
    for (int i = 0; i < USED; i++) {
        for (int j = 0; j < 100; j++) CHECK_EQ(mine[i][j], (char)(intptr_t)tag);
        free(mine[i]);
    }
    return NULL;
}

int main(void) {
    // A key of before ours would do no harm; one of after ours has its destructor called later.
    free(malloc(1));
    CHECK_EQ(pthread_key_create(&key, destructor), 0);
    for (int round = 0; round < ROUNDS; round++) {
        pthread_t threads[4];
        for (intptr_t i = 0; i < 2; i++) {
            CHECK_EQ(pthread_create(&threads[i], NULL, leave, left_behind[i]), 0);
            CHECK_EQ(pthread_create(&threads[2 + i], NULL, use, (void *)(1 + i + round % 60)), 0);
        }
        for (int i = 0; i < 4; i++) CHECK_EQ(pthread_join(threads[i], NULL), 0);
    }
    return 0;
}
