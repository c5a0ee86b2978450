// memalign with an alignment that is no power of two takes the next one, as glibc's does.
#include "../t.h"

int main(void) {
    static const size_t odd[] = {0, 3, 24, 33, 100, 3000, 5000, 70000};
    static const size_t next[] = {16, 16, 32, 64, 128, 4096, 8192, 131072};
    for (int i = 0; i < 8; i++) {
        void *p = memalign(t_size(odd[i]), 200);
        CHECK(p != NULL);
        CHECK_ALIGNED(p, next[i]);
        free(p);
    }
    return 0;
}
