// A server that forks its workers: the parent's heap is warm, a part of it free, and each child takes and frees a few blocks of
// every size beside it, as a request does. What a child writes to, metadata included, is copied for it. Children live at the same
// time. Prints KiB that a child has to itself and has written to (private dirty memory), mean and most, and its page faults.
//   children=200
//   bytes=200M        of small and large blocks in the parent, half of them freed
#include "../tensor/tensors.h"
#include "bench.h"

#include <algorithm>
#include <sys/mman.h>
#include <sys/wait.h>

namespace {
struct Child {
    long kib, faults;
};

long private_dirty_kib() {
    char text[4096];
    int fd = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (n <= 0) die("/proc/self/smaps_rollup: %s", strerror(errno));
    close(fd);
    text[n] = 0;
    const char *at = strstr(text, "Private_Dirty:");
    return at ? strtol(at + strlen("Private_Dirty:"), nullptr, 10) : 0;
}

void request(Child *mine) {
    long before = page_faults();
    for (unsigned turn = 0; turn < 10; turn++)
        for (size_t n = 16; n <= 2048; n += 16) give(take(n, turn));
    for (size_t n = 4096; n <= 1 << 20; n *= 2) free(tensor_take(n));
    *mine = {private_dirty_kib(), page_faults() - before};
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "warm_forks");
    unsigned children = (unsigned)args.number("children", 200, 1);
    size_t bytes = args.number("bytes", 200 << 20);
    args.end();

    Random random;
    std::vector<void *> blocks;
    for (size_t live = 0; live < bytes;) {
        size_t n = blocks.size() % 2000 ? 16 + random.below(1000) : (64 << 10) + random.below(4 << 20);
        blocks.push_back(take(n, blocks.size()));
        live += n;
    }
    for (size_t i = 0; i < blocks.size(); i++)
        if (random.below(2)) give(blocks[i]), blocks[i] = nullptr;

    Child *all = (Child *)mmap(nullptr, children * sizeof *all, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int hold[2];
    if (all == MAP_FAILED || pipe(hold) != 0) die("mmap or pipe: %s", strerror(errno));
    std::vector<pid_t> pids;
    pids.reserve(children);
    for (unsigned i = 0; i < children; i++) {
        pid_t pid = fork();
        if (pid < 0) die("fork: %s", strerror(errno));
        if (pid == 0) {
            char end;
            close(hold[1]);
            request(&all[i]);
            _exit(read(hold[0], &end, 1) == 0 ? 0 : 1); // until the parent lets go
        }
        pids.push_back(pid);
        while (!__atomic_load_n(&all[i].kib, __ATOMIC_ACQUIRE)) sleep_ms(1);
    }
    close(hold[1]);
    Child sum = {}, most = {};
    for (unsigned i = 0; i < children; i++) {
        int status;
        if (waitpid(pids[i], &status, 0) != pids[i] || status) die("child %u ended with status %#x", i, status);
        sum.kib += all[i].kib, sum.faults += all[i].faults;
        most.kib = std::max(most.kib, all[i].kib);
    }
    for (void *block : blocks)
        if (block) give(block);
    Tally tally;
    tally.operations = children;
    report(args.program, tally, " private_kib=%.1f most_private_kib=%ld faults=%.1f", (double)sum.kib / children, most.kib,
           (double)sum.faults / children);
}
