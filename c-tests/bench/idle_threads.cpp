// A pool of threads that have worked once and wait ever since: each takes blocks of all sizes from 8 bytes to
// 64 KiB, frees them all, and blocks. After a rest the main thread takes and frees one more small block and a large
// one. Prints resident KiB before the threads worked, right after, and after the rest: how much a thread that has
// nothing keeps, stacks apart, divided by their number. Not to be timed.
//   threads=64        0: only the rest and the call
//   wait=2500         milliseconds of rest
#include "bench.h"

namespace {
constexpr size_t STACK = 4096;

struct Pool {
    explicit Pool(unsigned n) : ready(n), begin(n), end(n) {}
    Barrier ready, begin, end;
    std::atomic<uint64_t> sum{0};
};

// Four sizes in each doubling.
uint64_t work() {
    void *blocks[64];
    unsigned n = 0;
    uint64_t sum = 0;
    for (size_t size = 8; size <= 64 << 10; size *= 2)
        for (size_t part = 4; part < 8 && size * part / 4 <= 64 << 10; part++, n++)
            blocks[n] = take(size * part / 4, n);
    for (unsigned i = 0; i < n; i++) sum += give(blocks[i]);
    return sum;
}

// The pages of a thread's stack are there before the first figure.
__attribute__((noinline)) void touch_stack() {
    char stack[STACK];
    memset(stack, 1, sizeof stack);
    asm volatile("" : : "r"(stack) : "memory");
}

void *idle(void *argument) {
    Pool *pool = (Pool *)argument;
    touch_stack();
    pool->ready.wait();
    pool->begin.wait();
    pool->sum += work();
    pool->end.wait();
    for (;;) pause();
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "idle_threads");
    unsigned threads = (unsigned)args.number("threads", 64);
    uint64_t wait = args.number("wait", 2500);
    args.end();

    Tally tally;
    Pool pool(threads + 1);
    for (unsigned i = 0; i < threads; i++) {
        pthread_t thread;
        start_thread(&thread, idle, &pool, true);
    }
    pool.ready.wait();
    size_t base = rss_kib();
    pool.begin.wait();
    pool.end.wait();
    size_t worked = rss_kib();
    sleep_ms(wait);
    tally.sum = pool.sum + give(take(64, 1)) + give(take(200 << 10, 2));
    tally.operations = threads;
    size_t later = rss_kib();
    report(args.program, tally, " threads=%u base_kib=%zu worked_kib=%zu rss_kib=%zu", threads, base, worked,
           later);
    fflush(stdout);
    _exit(0);
}
