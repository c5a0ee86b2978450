// calloc of no members, or of members of no size, gives a unique block that can be freed.
#include "../t.h"

int main(void) {
    void *a = calloc(0, 8), *b = calloc(8, 0), *c = calloc(0, 0), *d = calloc(0, t_size(SIZE_MAX));
    CHECK(a && b && c && d);
    CHECK(a != b && a != c && a != d && b != c && b != d && c != d);
    free(a);
    free(b);
    free(c);
    free(d);
    return 0;
}
