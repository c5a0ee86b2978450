// A block that grew to a gigabyte and shrinks to little gives its memory back.
#include "../t.h"

int main(void) {
    char *p = malloc(MIB);
    for (size_t n = 2 * MIB; n <= 1024 * MIB; n *= 2)
        CHECK((p = realloc(p, n)) != NULL);
    memset(p, 1, 512 * MIB);
    CHECK((p = realloc(p, 200000)) != NULL);
    for (int i = 0; i < 200000; i++)
        CHECK_EQ(p[i], 1);
    CHECK_LE(t_rss_mib(), 40);
    free(p);
    return 0;
}
