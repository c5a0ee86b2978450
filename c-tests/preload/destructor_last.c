// A destructor of the program that runs after all others can allocate and free.
// glibc: yes
#include "../t.h"

static void *held[100];

__attribute__((destructor(101))) static void late(void) {
    for (size_t i = 0; i < 100; i++) {
        CHECK_FILLED(held[i], i * 100, i);
        free(held[i]);
        void *p = malloc(i * 10000);
        CHECK(p != NULL);
        free(p);
    }
}

int main(void) {
    for (size_t i = 0; i < 100; i++) {
        CHECK((held[i] = malloc(i * 100)) != NULL);
        t_fill(held[i], i * 100, i);
    }
    return 0;
}
