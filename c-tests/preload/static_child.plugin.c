// What static_child.c starts: it has its own malloc inside, and nobody reads LD_PRELOAD.
#include "../t.h"

int main(void) {
    char *p = malloc(1000);
    CHECK(p != NULL);
    memset(p, 1, 1000);
    printf("static %d\n", 1000);
    free(p);
    return 0;
}
