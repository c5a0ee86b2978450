// A build or a shell script: short processes one after the other, each of which takes 100 small blocks and a buffer, and ends.
// Nothing that an allocator prepares for later pays here. Prints by process: microseconds from start to end, microseconds of
// processor time, page faults, and peak memory.
//   total=1000        processes
#include "../tensor/tensors.h"
#include "bench.h"

#include <spawn.h>
#include <sys/wait.h>

namespace {
// Peak of resident memory since this program began: rusage would count the parent's, from before exec.
long peak_kib() {
    char text[4096];
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (n <= 0) die("/proc/self/status: %s", strerror(errno));
    close(fd);
    text[n] = 0;
    const char *at = strstr(text, "VmHWM:");
    return at ? strtol(at + strlen("VmHWM:"), nullptr, 10) : 0;
}

int child(int pipe_end) {
    void *blocks[100], *buffer = take(200 << 10, 0);
    for (unsigned i = 0; i < 100; i++) blocks[i] = take(16 + 20 * i, i);
    for (void *block : blocks) give(block);
    give(buffer);
    long kib = peak_kib();
    return write(pipe_end, &kib, sizeof kib) == sizeof kib ? 0 : 1;
}

double us(const struct timeval &time) { return (double)time.tv_sec * 1e6 + (double)time.tv_usec; }
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "short_processes");
    unsigned total = (unsigned)args.number("total", 1000, 1);
    int pipe_end = (int)args.number("pipe", 0);
    args.end();
    if (pipe_end) return child(pipe_end);

    int ends[2];
    if (pipe(ends) != 0) die("pipe: %s", strerror(errno));
    char argument[32];
    snprintf(argument, sizeof argument, "pipe=%d", ends[1]);
    char *words[] = {argv[0], argument, nullptr};
    double cpu = 0, faults = 0, kib = 0, from = now_ns();
    for (unsigned i = 0; i < total; i++) {
        pid_t pid;
        int status;
        long peak;
        struct rusage used;
        if (posix_spawn(&pid, "/proc/self/exe", nullptr, nullptr, words, environ) != 0 ||
            wait4(pid, &status, 0, &used) != pid || status != 0 || read(ends[0], &peak, sizeof peak) != sizeof peak)
            die("process %u ended with status %#x", i, status);
        cpu += us(used.ru_utime) + us(used.ru_stime), faults += (double)used.ru_minflt, kib += (double)peak;
    }
    double wall = (now_ns() - from) / 1e3;
    Tally tally;
    tally.operations = total;
    report(args.program, tally, " wall_us=%.0f cpu_us=%.0f faults=%.1f peak_kib=%.0f", wall / total, cpu / total,
           faults / total, kib / total);
}
