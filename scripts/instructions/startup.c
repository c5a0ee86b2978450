/* Start-up cost of a preloaded library: runs /bin/true alternately without and with LD_PRELOAD and
   prints the median of the paired differences with its 95 % interval.

   usage: startup RUNS LIB
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

struct cost {
    double wall_ms, cpu_ms, rss_kb, faults;
};

static double ms(struct timeval t) { return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3; }

static struct cost run_true(char *preload) {
    char *argv[] = {"true", NULL}, *plain[] = {NULL}, *preloaded[] = {preload, NULL};
    struct timespec start, end;
    struct rusage used;
    int status;
    pid_t pid;

    clock_gettime(CLOCK_MONOTONIC, &start);
    if (posix_spawn(&pid, "/bin/true", NULL, NULL, argv, preload ? preloaded : plain) != 0 ||
        wait4(pid, &status, 0, &used) != pid || status != 0) {
        fprintf(stderr, "startup: /bin/true failed%s\n", preload ? " under preload" : "");
        exit(1);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    return (struct cost){
        .wall_ms = (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6,
        .cpu_ms = ms(used.ru_utime) + ms(used.ru_stime),
        .rss_kb = (double)used.ru_maxrss,
        .faults = (double)used.ru_minflt,
    };
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Medians, and for the difference the order statistics that enclose its median with 95 %. */
static void row(const char *name, double *plain, double *preloaded, double *difference, int runs) {
    int margin = 0;
    while ((margin + 1) * (margin + 1) < 0.96 * runs) /* 1.96 * sqrt(runs) / 2 */
        margin++;
    int low = runs / 2 - margin - 1, high = runs / 2 + margin;
    qsort(plain, runs, sizeof *plain, ascending);
    qsort(preloaded, runs, sizeof *preloaded, ascending);
    qsort(difference, runs, sizeof *difference, ascending);
    printf("%-16s %10.3f %10.3f %+11.3f   %+.3f to %+.3f\n", name, plain[runs / 2], preloaded[runs / 2],
           difference[runs / 2], difference[low < 0 ? 0 : low], difference[high >= runs ? runs - 1 : high]);
}

int main(int argc, char **argv) {
    int runs = argc == 3 ? atoi(argv[1]) : 0;
    if (runs < 10)
        return fprintf(stderr, "usage: startup RUNS LIB   (at least 10 runs)\n"), 2;
    char preload[4096];
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s", argv[2]);

    double *of[4][3];
    for (int quantity = 0; quantity < 4; quantity++)
        for (int which = 0; which < 3; which++)
            of[quantity][which] = malloc(runs * sizeof(double));
    for (int i = -10; i < runs; i++) { /* the first ten warm the caches */
        struct cost cost[2];
        int first = i & 1; /* neither always runs second */
        cost[first] = run_true(first ? preload : NULL);
        cost[!first] = run_true(first ? NULL : preload);
        if (i < 0)
            continue;
        for (int which = 0; which < 2; which++) {
            of[0][which][i] = cost[which].wall_ms;
            of[1][which][i] = cost[which].cpu_ms;
            of[2][which][i] = cost[which].rss_kb;
            of[3][which][i] = cost[which].faults;
        }
        for (int quantity = 0; quantity < 4; quantity++)
            of[quantity][2][i] = of[quantity][1][i] - of[quantity][0][i];
    }

    const char *names[4] = {"wall ms", "user + sys ms", "peak RSS KiB", "minor faults"};
    printf("%-16s %10s %10s %11s   %s\n", "/bin/true", "plain", "preloaded", "difference", "95 % interval");
    for (int quantity = 0; quantity < 4; quantity++)
        row(names[quantity], of[quantity][0], of[quantity][1], of[quantity][2], runs);
    return 0;
}
