// clearenv and setenv from main neither crash the library nor change what it does.
// glibc: yes
#include "../t.h"

int main(void) {
    void *p = malloc(100);
    CHECK_EQ(clearenv(), 0);
    for (int i = 0; i < 2000; i++) {
        char name[32];
        snprintf(name, sizeof name, "NAME_%d", i);
        CHECK_EQ(setenv(name, "value", 1), 0);
    }
    CHECK_EQ(setenv("ORTHOTOPE_DISABLE", "1", 1), 0);
    free(p);
    p = malloc(20 * MIB);
    CHECK(p != NULL);
    free(p);
    return 0;
}
