// malloc_stats writes eleven lines: the library's name and version, and ten figures.
// glibc: no
#include "../t.h"

int main(void) {
    FILE *err = tmpfile();
    CHECK(err != NULL);
    int kept = dup(2);
    CHECK_EQ(dup2(fileno(err), 2), 2);
    malloc_stats();
    CHECK_EQ(dup2(kept, 2), 2);
    rewind(err);
    char line[256];
    int lines = 0;
    while (fgets(line, sizeof line, err)) {
        if (lines++ == 0) CHECK_EQ(strncmp(line, "orthotope ", 10), 0);
        else CHECK(line[strlen(line) - 2] >= '0' && line[strlen(line) - 2] <= '9');
    }
    CHECK_EQ(lines, 11);
    fclose(err);
    return 0;
}
