// A large buffer that a fresh process fills for the first time, as one that loads a model does: taken, written to in each
// page, in a forked child, so that nothing is warm. Beside it, in turn, what the machine gives at best: a mapping at a huge
// page's boundary, advised huge. Prints both in microseconds (medians), how often the limit's time the first takes (the median
// of the ratios of pairs), and the page faults of each.
//
// A virtual machine has to get pages that it has not used for some seconds from its host, which takes ten times as long as
// clearing them, and whoever comes first pays. So each child first touches and gives back as much by mappings like the limit's:
// what it is measured with then is pages that the machine has at hand. Which of the two is first changes from pair to pair.
// The microseconds are those of the processor, user and system: touching never sleeps, and others' turns are none of its.
//   bytes=1G          of the buffer
//   rounds=5          an odd number
//   huge=yes          or no: huge pages forbidden to the process (PR_SET_THP_DISABLE), as some services have it
#include "../tensor/tensors.h"
#include "bench.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace {
struct Cost {
    double us;
    long faults;
};

double cpu_us() {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

unsigned char *from_allocator(size_t n) { return tensor_take(n); }
unsigned char *from_kernel(size_t n) {
    constexpr size_t HUGE_PAGE = 2 << 20;
    void *at = mmap(nullptr, n + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) die("mmap: %s", strerror(errno));
    unsigned char *start = (unsigned char *)(((uintptr_t)at + HUGE_PAGE - 1) & -HUGE_PAGE);
    madvise(start, n, MADV_HUGEPAGE);
    return start;
}

// Runs in a child, which reports through shared memory.
template <unsigned char *(*Take)(size_t)> Cost touched(size_t n, Cost *shared) {
    pid_t child = fork();
    if (child < 0) die("fork: %s", strerror(errno));
    if (child == 0) {
        unsigned char *warm = from_kernel(n);
        tensor_touch(warm, n);
        munmap(warm, n);
        long before = page_faults();
        double from = cpu_us();
        tensor_touch(Take(n), n);
        *shared = {cpu_us() - from, page_faults() - before};
        _exit(0);
    }
    int status;
    if (waitpid(child, &status, 0) != child || status) die("a child ended with status %#x", status);
    return *shared;
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "first_touch");
    size_t bytes = args.number("bytes", 1 << 30, 2 << 20);
    unsigned rounds = (unsigned)args.number("rounds", 5, 1);
    bool forbidden = args.either("huge", "yes", "no");
    args.end();
    if (forbidden && prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)) die("PR_SET_THP_DISABLE: %s", strerror(errno));

    Cost *shared = (Cost *)mmap(nullptr, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    std::vector<double> own, limit, ratio;
    Cost last_own = {}, last_limit = {};
    for (unsigned round = 0; round <= rounds; round++) {
        if (round & 1) last_own = touched<from_allocator>(bytes, shared);
        last_limit = touched<from_kernel>(bytes, shared);
        if (!(round & 1)) last_own = touched<from_allocator>(bytes, shared);
        if (!round) continue; // the machine had to find the memory
        own.push_back(last_own.us), limit.push_back(last_limit.us), ratio.push_back(last_own.us / last_limit.us);
    }
    double ours = median(own.data(), rounds), least = median(limit.data(), rounds);
    Tally tally;
    tally.operations = rounds;
    report(args.program, tally, " touch_us=%.0f limit_us=%.0f times_limit=%.2f faults=%ld limit_faults=%ld", ours, least,
           median(ratio.data(), rounds), last_own.faults, last_limit.faults);
}
