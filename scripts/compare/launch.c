/* Runs one command, waits for it, and writes what it cost to a file descriptor, as one line:

       WALL_NS USER_US SYS_US MAXRSS_KIB MINFLT MAJFLT STATUS

   STATUS is that of wait(2), or -ERRNO when the command could not be started. The figures are those
   of the process and of all descendants that were waited for: sums, and for MAXRSS_KIB the largest
   single process.

   usage: launch FD COMMAND [ARGUMENT…]
   Linked statically, so that LD_PRELOAD in its environment counts for the command alone, and so that
   this process is smaller than any that it measures: a child's peak RSS counts the pages of the
   parent that it was forked from. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long us(struct timeval t) { return t.tv_sec * 1000000LL + t.tv_usec; }

int main(int argc, char **argv) {
    int fd = argc > 2 ? atoi(argv[1]) : -1;
    if (fd < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
        return fprintf(stderr, "usage: launch FD COMMAND [ARGUMENT...]\n"), 2;

    struct timespec start, end;
    struct rusage used = {0};
    int status = 0;
    volatile int failed = 0; /* the child shares this memory until it execs */

    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t pid = vfork();
    if (pid == 0) {
        execvp(argv[2], argv + 2);
        failed = errno;
        _exit(127);
    }
    if (pid < 0)
        failed = errno;
    else
        while (wait4(pid, &status, 0, &used) < 0 && errno == EINTR)
            ;
    clock_gettime(CLOCK_MONOTONIC, &end);

    long long wall = (end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec;
    dprintf(fd, "%lld %lld %lld %ld %ld %ld %d\n", wall, us(used.ru_utime), us(used.ru_stime), used.ru_maxrss,
            used.ru_minflt, used.ru_majflt, failed ? -failed : status);
    return 0;
}
