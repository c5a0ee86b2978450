// The stacks lead to the functions that used, allocated and freed the block, which are those of this very program.
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"
#include <gnu/libc-version.h>
#include <link.h>
#include <sys/wait.h>

#define APART __attribute__((noinline, noclone))

static uintptr_t base;

static int first_base(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size, (void)unused;
    base = info->dlpi_addr;
    return 1;
}

APART static void *allocates(void) {
    void *p = malloc(48);
    return t_opaque(p);
}
APART static void frees(void *p) {
    free(p);
    t_opaque(p);
}
APART static void writes(void *p) {
    *(volatile char *)p = 1;
    t_opaque(p);
}

// Whether one of the lines behind the one that begins with `title` and before the next one like it has an address in the
// first `bytes` of `function`.
static int leads_to(const char *report, const char *title, uintptr_t function, uintptr_t bytes) {
    const char *line = strstr(report, title);
    CHECK(line != NULL);
    for (line = strchr(line, '\n'); line && strncmp(line, "\northotope:     ", 16) == 0; line = strchr(line + 1, '\n')) {
        const char *plus = strchr(line, '+');
        if (plus && strtoull(plus + 1, NULL, 16) + base - function < bytes) return 1;
    }
    return 0;
}

int main(void) {
    const char *version = gnu_get_libc_version();
    if (strtod(strchr(version, '.') + 1, NULL) < 35) {
        puts("stacks need glibc 2.35");
        return T_SKIP;
    }
    dl_iterate_phdr(first_base, NULL);
    int ends[2];
    CHECK_EQ(pipe(ends), 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        dup2(ends[1], 2);
        void *p = allocates();
        frees(p);
        writes(p);
        _exit(0);
    }
    close(ends[1]);
    static char report[65536];
    size_t length = 0;
    for (ssize_t n; (n = read(ends[0], report + length, sizeof report - 1 - length)) > 0;) length += (size_t)n;
    CHECK_EQ(waitpid(child, NULL, 0), child);
    fwrite(report, 1, length, stdout);
    CHECK(strstr(report, "orthotope: use after free, a write at 0x") == report);
    CHECK(leads_to(report, "  write by thread 0x", (uintptr_t)writes, 64));
    CHECK(leads_to(report, "  allocated by thread 0x", (uintptr_t)allocates, 64));
    CHECK(leads_to(report, "  freed by thread 0x", (uintptr_t)frees, 64));
    CHECK(leads_to(report, "  freed by thread 0x", (uintptr_t)main, 1024));
    return 0;
}
