// malloc_stats prints to stderr and nowhere else.
#include "../t.h"

int main(void) {
    FILE *err = tmpfile(), *out = tmpfile();
    CHECK(err && out);
    int kept = dup(2), kept_out = dup(1);
    CHECK_EQ(dup2(fileno(err), 2), 2);
    CHECK_EQ(dup2(fileno(out), 1), 1);
    void *p = malloc(100);
    malloc_stats();
    fflush(NULL);
    free(p);
    CHECK_EQ(dup2(kept, 2), 2);
    CHECK_EQ(dup2(kept_out, 1), 1);
    CHECK_GE(lseek(fileno(err), 0, SEEK_END), 20);
    CHECK_EQ(lseek(fileno(out), 0, SEEK_END), 0);
    return 0;
}
