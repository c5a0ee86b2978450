/* Start-up cost of preloaded libraries: runs /bin/true without and with each of them in turn, and prints, in Markdown, the
   median of the paired differences with its 95 % interval.

   usage: startup RUNS NAME LIB ENVIRONMENT [NAME LIB ENVIRONMENT]...
   LIB may be -, for none: what two equal runs differ by. ENVIRONMENT is one NAME=VALUE or empty.
   Linked statically, so that this process is smaller than the one it measures: a child's peak RSS
   counts the parent's pages up to exec. */

#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { MOST = 32, QUANTITIES = 4 };

struct library {
    const char *name;
    char preload[4096], *environment[3];
    double *of[QUANTITIES]; /* by run: wall ms, CPU ms, peak RSS in KiB, page faults; less those of the plain run */
};

static double ms(struct timeval t) { return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3; }

static void run_true(struct library *library, int run) {
    char *argv[] = {"true", NULL};
    struct timespec start, end;
    struct rusage used;
    int status;
    pid_t pid;

    clock_gettime(CLOCK_MONOTONIC, &start);
    if (posix_spawn(&pid, "/bin/true", NULL, NULL, argv, library->environment) != 0 ||
        wait4(pid, &status, 0, &used) != pid || status != 0) {
        fprintf(stderr, "startup: /bin/true failed with %s\n", library->name);
        exit(1);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (run < 0)
        return;
    library->of[0][run] = (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6;
    library->of[1][run] = ms(used.ru_utime) + ms(used.ru_stime);
    library->of[2][run] = (double)used.ru_maxrss;
    library->of[3][run] = (double)used.ru_minflt;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A median, and of differences the order statistics that enclose it with 95 %. */
static void cell(double *figures, int runs, int digits, int difference) {
    int margin = 0;
    while ((margin + 1) * (margin + 1) < 0.96 * runs) /* 1.96 * sqrt(runs) / 2 */
        margin++;
    int low = runs / 2 - margin - 1, high = runs / 2 + margin;
    qsort(figures, runs, sizeof *figures, ascending);
    if (!difference)
        printf(" %.*f |", digits, figures[runs / 2]);
    else
        printf(" %+.*f (%+.*f to %+.*f) |", digits, figures[runs / 2], digits, figures[low < 0 ? 0 : low], digits,
               figures[high >= runs ? runs - 1 : high]);
}

int main(int argc, char **argv) {
    static struct library libraries[MOST + 1]; /* the first is none */
    static const int digits[QUANTITIES] = {3, 3, 0, 0};
    int runs = argc > 4 && argc % 3 == 2 ? atoi(argv[1]) : 0, count = (argc - 2) / 3 + 1;
    if (runs < 10 || count > MOST + 1)
        return fprintf(stderr, "usage: startup RUNS NAME LIB ENVIRONMENT...   (at least 10 runs, %d libraries)\n", MOST), 2;
    libraries[0].name = "/bin/true";
    for (int i = 1; i < count; i++) {
        struct library *library = &libraries[i];
        char **of = &argv[3 * i - 1], **next = library->environment;
        library->name = of[0];
        if (snprintf(library->preload, sizeof library->preload, "LD_PRELOAD=%s", of[1]) >= (int)sizeof library->preload)
            return fprintf(stderr, "startup: %s is too long\n", of[1]), 2;
        if (strcmp(of[1], "-") != 0)
            *next++ = library->preload;
        if (of[2][0])
            *next++ = of[2];
    }
    for (int i = 0; i < count; i++)
        for (int quantity = 0; quantity < QUANTITIES; quantity++)
            libraries[i].of[quantity] = malloc(runs * sizeof(double));

    for (int run = -10; run < runs; run++) /* the first ten warm the caches */
        for (int i = 0; i < count; i++)    /* none always runs after the same one: back and forth, from another one each time */
            run_true(&libraries[((run & 1 ? count - 1 - i : i) + run + 10) % count], run);

    puts("| | wall ms | user + sys ms | peak RSS KiB | page faults |\n|---|---|---|---|---|");
    for (int i = count - 1; i > 0; i--)
        for (int quantity = 0; quantity < QUANTITIES; quantity++)
            for (int run = 0; run < runs; run++)
                libraries[i].of[quantity][run] -= libraries[0].of[quantity][run];
    for (int i = 0; i < count; i++) {
        printf("| %s |", libraries[i].name);
        for (int quantity = 0; quantity < QUANTITIES; quantity++)
            cell(libraries[i].of[quantity], runs, digits[quantity], i != 0);
        puts("");
    }
    return 0;
}
