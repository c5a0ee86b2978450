// What deepbind.c and deepbind_getline.c open: its malloc and free are libc's, whoever has replaced them for the others.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *plugin_make(size_t n) {
    void *p = malloc(n);
    if (p) memset(p, 1, n);
    return p;
}

char *plugin_line(FILE *file) {
    char *line = NULL;
    size_t room = 0;
    return getline(&line, &room, file) >= 0 ? line : NULL;
}

char *plugin_free_line(FILE *file) {
    free(plugin_line(file));
    return NULL;
}
