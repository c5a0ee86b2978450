// A block of 8 B freed again after other blocks were freed.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

int main(void) {
    void *p = malloc(8), *others[20];
    for (int i = 0; i < 20; i++) others[i] = malloc(8);
    t_named(p);
    free(p);
    for (int i = 0; i < 20; i += 2) free(others[i]);
    free(t_opaque(p));
    return 0;
}
