// With ORTHOTOPE_ON_MISUSE=report a double free is a line and nothing else: the block is not handed out twice.
// expect: exit 0 "orthotope: free(): double free of 0x"
// env: ORTHOTOPE_ON_MISUSE=report
#include "../t.h"

int main(void) {
    void *p = malloc(100), *all[1000];
    t_named(p);
    free(p);
    free(t_opaque(p));
    for (int i = 0; i < 1000; i++) {
        all[i] = malloc(100);
        for (int j = 0; j < i; j++) CHECK(all[i] != all[j]);
    }
    return 0;
}
