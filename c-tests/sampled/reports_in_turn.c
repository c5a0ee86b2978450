// Threads that fault at the same time report one after the other: the first report is whole.
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"
#include <sys/wait.h>

static pthread_barrier_t together;

static void *fault(void *unused) {
    volatile char *p = malloc(64);
    free((void *)p);
    pthread_barrier_wait(&together);
    *(volatile char *)t_opaque(p) = 1;
    return unused;
}

int main(void) {
    for (int round = 0; round < 20; round++) {
        int ends[2];
        CHECK_EQ(pipe(ends), 0);
        pid_t child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            dup2(ends[1], 2);
            pthread_t threads[4];
            pthread_barrier_init(&together, NULL, 4);
            for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, fault, NULL);
            for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
            _exit(0);
        }
        close(ends[1]);
        static char report[65536];
        size_t length = 0;
        for (ssize_t n; (n = read(ends[0], report + length, sizeof report - 1 - length)) > 0;) length += (size_t)n;
        report[length] = 0;
        close(ends[0]);
        int status;
        CHECK_EQ(waitpid(child, &status, 0), child);
        CHECK(WIFSIGNALED(status));
        const char *parts[] = {"orthotope: use after free", "orthotope:   write by", "orthotope:   allocated by",
                               "orthotope:   freed by"};
        const char *at = report;
        for (int i = 0; i < 4; i++) {
            if (strncmp(at, parts[i], strlen(parts[i])) != 0) t_fail(__FILE__, __LINE__, "part %d of\n%.400s", i, report);
            do
                at = strchr(at, '\n') + 1;
            while (strncmp(at, "orthotope:     ", 15) == 0);
        }
    }
    return 0;
}
