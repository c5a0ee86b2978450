// malloc_info writes one well-formed XML element, <malloc version="…">, to the stream.
#include "../t.h"
#include <ctype.h>

// Checks tags, their nesting and quoted attributes; gives the number of elements.
static int elements(const char *s, const char *first) {
    const char *open[32];
    size_t length[32];
    int depth = 0, count = 0;
    while (isspace((unsigned char)*s)) s++;
    if (strncmp(s, "<?xml", 5) == 0) s = strchr(s, '>') + 1;
    for (;;) {
        while (*s && *s != '<') {
            CHECK(*s != '>' && *s != '&');
            CHECK(depth > 0 || isspace((unsigned char)*s));
            s++;
        }
        if (!*s) break;
        if (s[1] == '/') {
            CHECK(depth > 0);
            depth--;
            CHECK_EQ(strncmp(s + 2, open[depth], length[depth]), 0);
            CHECK_EQ(s[2 + length[depth]], '>');
            s += length[depth] + 3;
            continue;
        }
        CHECK(depth < 32);
        open[depth] = ++s;
        while (isalnum((unsigned char)*s) || *s == '_' || *s == '-') s++;
        length[depth] = (size_t)(s - open[depth]);
        CHECK(length[depth] > 0);
        if (count++ == 0) CHECK_EQ(strncmp(open[depth], first, strlen(first)), 0);
        else CHECK(depth > 0); // one root
        for (;;) {
            while (isspace((unsigned char)*s)) s++;
            if (*s == '>' || *s == '/') break;
            CHECK(isalpha((unsigned char)*s));
            while (isalnum((unsigned char)*s) || *s == '_' || *s == '-') s++;
            CHECK_EQ(*s, '=');
            CHECK_EQ(s[1], '"');
            for (s += 2; *s != '"'; s++) CHECK(*s && *s != '<' && *s != '&');
            s++;
        }
        if (*s == '/') s++;
        else depth++;
        CHECK_EQ(*s, '>');
        s++;
    }
    CHECK_EQ(depth, 0);
    return count;
}

int main(void) {
    char *text = NULL;
    size_t n = 0;
    FILE *stream = open_memstream(&text, &n);
    CHECK(stream != NULL);
    void *small = malloc(100), *large = malloc(10 * MIB);
    CHECK_EQ(malloc_info(0, stream), 0);
    CHECK_EQ(fclose(stream), 0);
    CHECK(elements(text, "malloc version=\"") >= 2);
    free(text);
    free(small);
    free(large);
    return 0;
}
