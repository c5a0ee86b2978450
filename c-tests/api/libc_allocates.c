// What the C library allocates for the program is freed by the program.
#include "../t.h"
#include <wchar.h>

int main(void) {
    for (int i = 0; i < 2000; i++) {
        char *s = strdup("one"), *t = NULL, *line = NULL;
        size_t n = 0;
        wchar_t *w = wcsdup(L"two");
        CHECK(s && w);
        CHECK_EQ(asprintf(&t, "%0*d", 5000, i), 5000);
        FILE *f = fmemopen(t, 5000, "r");
        CHECK(f != NULL);
        CHECK_EQ(getline(&line, &n, f), 5000);
        CHECK_GE(malloc_usable_size(line), 5001);
        fclose(f);
        char *cwd = getcwd(NULL, 0), *path = realpath("/", NULL);
        CHECK(cwd && path);
        free(s);
        free(w);
        free(t);
        free(line);
        free(cwd);
        free(path);
    }
    return 0;
}
