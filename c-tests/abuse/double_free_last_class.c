// In a large size class, after much that is allowed: two blocks freed, and the first of them again.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

int main(void) {
    for (size_t n = 1; n < 60000; n = n * 9 / 8 + 1) {
        void *p = malloc(n), *q = malloc(n);
        free(p);
        free(q);
        p = malloc(n);
        free(p);
    }
    void *p = malloc(60000), *q = malloc(60000);
    t_named(p);
    free(p);
    free(q);
    free(t_opaque(p));
    return 0;
}
