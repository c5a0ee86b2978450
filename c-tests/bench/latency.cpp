// How long a single call takes, in the steady state of a program that also handles large buffers: random blocks
// are replaced, one in `rare` by sizes between 64 KiB and 32 MiB (each doubling as often as the next). Prints for
// malloc and free the median, the 99th and 99.99th percentile and the longest, in nanoseconds; what reading
// the clock takes, which is part of each figure; and what two empty calls take (two_calls.h). Buckets are 3 % wide. Writing to the block is not counted, though
// its pages may come only then. Not to be timed as a whole.
//   sizes=cpython     of the small blocks
//   live=200000       small blocks
//   large=16          large blocks
//   rare=2000         a large replacement after as many small ones
//   replace=2M        replacements in all
#include "sizes.h"
#include "two_calls.h"

namespace {
#if defined(__x86_64__)
uint64_t ticks() {
    __builtin_ia32_lfence();
    uint64_t now = __builtin_ia32_rdtsc();
    __builtin_ia32_lfence();
    return now;
}
#elif defined(__aarch64__)
uint64_t ticks() {
    uint64_t now;
    __asm__ volatile("isb; mrs %0, cntvct_el0; isb" : "=r"(now)::"memory");
    return now;
}
#else
uint64_t ticks() {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
#endif

// Nanoseconds in a tick, from 50 ms of both clocks.
double tick_ns() {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    uint64_t start = ticks();
    sleep_ms(50);
    clock_gettime(CLOCK_MONOTONIC, &to);
    uint64_t end = ticks();
    return ((double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec)) / (double)(end - start);
}

// 32 buckets for each power of two.
class Histogram {
public:
    void add(uint64_t value) {
        count[bucket(value)]++;
        total++;
        if (value > most) most = value;
    }
    uint64_t at(double part) const {
        uint64_t rank = (uint64_t)((double)total * part), seen = 0;
        for (unsigned i = 0; i < BUCKETS; i++)
            if ((seen += count[i]) > rank) return middle(i) < most ? middle(i) : most;
        return most;
    }
    uint64_t longest() const { return most; }

private:
    static constexpr unsigned BUCKETS = 64 * 32;
    static unsigned bucket(uint64_t value) {
        if (value < 32) return (unsigned)value;
        unsigned shift = 58u - (unsigned)__builtin_clzll(value);
        return (shift + 1) * 32 + (unsigned)(value >> shift) - 32;
    }
    static uint64_t middle(unsigned i) {
        if (i < 32) return i;
        unsigned shift = i / 32 - 1;
        return ((uint64_t)(i % 32 + 32) << shift) + ((1ull << shift) >> 1);
    }
    uint64_t count[BUCKETS] = {}, total = 0, most = 0;
};

Histogram taken, freed, clock_only;

void *timed_take(size_t n, uint64_t id) {
    uint64_t from = ticks();
    void *block = malloc(n);
    uint64_t to = ticks();
    if (!block) die("malloc(%zu) gave NULL", n);
    taken.add(to - from);
    mark(block, n, id);
    return block;
}
uint64_t timed_give(void *block) {
    uint64_t tag = unmark(block), from = ticks();
    free(block);
    freed.add(ticks() - from);
    return tag;
}
size_t large_size(Random &random) {
    size_t n = (size_t)64 << 10 << random.below(9);
    return n + (n == 32 << 20 ? 0 : random.below((uint32_t)n));
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "latency");
    Sizes sizes(args, "cpython");
    size_t live = args.number("live", 200000, 1), large = args.number("large", 16, 1);
    uint64_t rare = args.number("rare", 2000, 1), replace = args.number("replace", 2 << 20);
    args.end();

    double ns = tick_ns();
    Tally tally;
    Random random;
    std::vector<void *> blocks(live), buffers(large);
    for (size_t i = 0; i < live; i++) blocks[i] = take(sizes.draw(random), i);
    for (size_t i = 0; i < large; i++) buffers[i] = take(large_size(random), i);
    for (uint64_t i = 0; i < replace; i++) {
        bool is_large = i % rare == rare - 1;
        void *&slot = is_large ? buffers[random.below((uint32_t)large)] : blocks[random.below((uint32_t)live)];
        size_t n = is_large ? large_size(random) : sizes.draw(random);
        tally.sum += timed_give(slot);
        slot = timed_take(n, i);
        if (i % 64 == 0) {
            uint64_t from = ticks();
            clock_only.add(ticks() - from);
        }
    }
    for (void *block : blocks) tally.sum += give(block);
    for (void *block : buffers) tally.sum += give(block);
    tally.operations = 2 * (replace + live + large);
    auto at = [&](const Histogram &h, double part) { return (double)h.at(part) * ns; };
    report(args.program, tally,
           " malloc_p50_ns=%.0f malloc_p99_ns=%.0f malloc_p9999_ns=%.0f malloc_max_ns=%.0f "
           "free_p50_ns=%.0f free_p99_ns=%.0f free_p9999_ns=%.0f free_max_ns=%.0f clock_ns=%.0f two_calls_ns=%.2f",
           at(taken, 0.5), at(taken, 0.99), at(taken, 0.9999), (double)taken.longest() * ns, at(freed, 0.5),
           at(freed, 0.99), at(freed, 0.9999), (double)freed.longest() * ns, at(clock_only, 0.5),
           two_calls_ns());
}
