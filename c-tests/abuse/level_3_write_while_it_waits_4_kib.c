// At level 3 a block of 4 KiB that is written to while it waits: found when others have come, also where its span is empty then.
// expect: SIGABRT "orthotope: free(): write after free to 0x"
// env: ORTHOTOPE_HARDEN=3
#include "../t.h"

int main(void) {
    void *p = malloc(4 * KIB);
    t_named(p);
    free(p);
    *(char *)t_opaque(p) = 1;
    for (int round = 0; round < 10; round++) {
        void *all[100];
        for (int i = 0; i < 100; i++) CHECK((all[i] = malloc(4 * KIB)) != NULL);
        for (int i = 0; i < 100; i++) free(all[i]);
    }
    return 0;
}
