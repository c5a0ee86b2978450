// A constructor of the program that runs before all others can allocate.
// glibc: yes
#include "../t.h"

static void *early_blocks[100];

__attribute__((constructor(101))) static void early(void) {
    for (size_t i = 0; i < 100; i++) {
        CHECK((early_blocks[i] = malloc(i * 100)) != NULL);
        t_fill(early_blocks[i], i * 100, i);
    }
}

int main(void) {
    for (size_t i = 0; i < 100; i++) {
        CHECK_FILLED(early_blocks[i], i * 100, i);
        free(early_blocks[i]);
    }
    return 0;
}
