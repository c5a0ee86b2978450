// A tensor that is taken, used and freed, and then one of the same size again: a layer that runs over and over. By
// size: posix_memalign at 64 bytes, the first byte written, free; in nanoseconds beside two empty calls through the
// PLT (two_calls.h), all in turn, so that what disturbs the machine disturbs each of them. Prints medians, and the page faults
// of all turns after the first round, in which none should be left. With frees=remote a partner thread frees what the
// main one took, as a pipeline's next stage does: a batch is taken, handed over and freed, each of the threads timing its
// part, so that the wait between them is not counted; beside it, the same batch with the main thread freeing. Not to be
// timed as a whole.
//   frees=own         or remote
//   turns=1000        of each size in a round
//   rounds=21         an odd number
//   most=1G           the largest size
//   batch=16          tensors that are handed over at a time
#include "../tensor/tensors.h"
#include "two_calls.h"

namespace {
constexpr size_t SIZES[] = {64 << 10, 256 << 10, 1 << 20, 4 << 20, 20 << 20, 64 << 20, 256 << 20, 1 << 30};
constexpr unsigned COUNT = sizeof SIZES / sizeof *SIZES;

void *take_tensor(size_t n) { return tensor_take(n); }

// Another thread, or the calling one, frees what it is handed.
class Partner {
public:
    explicit Partner(size_t batch) : blocks(batch) {
        start_thread(&thread, [](void *partner) -> void * { return ((Partner *)partner)->run(), nullptr; }, this);
    }
    ~Partner() {
        stop = true;
        full.store(true, std::memory_order_release);
        pthread_join(thread, nullptr);
    }
    // Nanoseconds a tensor of taking and freeing it.
    double turn_ns(size_t n, bool remote) {
        double from = now_ns();
        for (void *&block : blocks) block = tensor_take(n);
        double took = now_ns() - from;
        if (remote) {
            full.store(true, std::memory_order_release);
            for (Wait wait; full.load(std::memory_order_acquire);) wait.turn();
        } else {
            give_all();
        }
        return (took + freeing_ns) / (double)blocks.size();
    }

private:
    void give_all() {
        double from = now_ns();
        for (void *block : blocks) free(block);
        freeing_ns = now_ns() - from;
    }
    void run() {
        for (;;) {
            for (Wait wait; !full.load(std::memory_order_acquire);) wait.turn();
            if (stop) return;
            give_all();
            full.store(false, std::memory_order_release);
        }
    }

    std::vector<void *> blocks;
    double freeing_ns = 0;
    bool stop = false;
    std::atomic<bool> full{false};
    pthread_t thread;
};

// The median of `turns` batches: one that the scheduler interrupts says nothing.
double batch_ns(Partner &partner, size_t n, bool remote, unsigned turns) {
    std::vector<double> ns(turns);
    for (double &one : ns) one = partner.turn_ns(n, remote);
    return median(ns.data(), turns);
}

void print(const char *name, size_t n, std::vector<double> &ns) {
    bool mib = n >= 1 << 20;
    printf(" %s_%zu%s_ns=%.2f", name, n >> (mib ? 20 : 10), mib ? "m" : "k", median(ns.data(), (unsigned)ns.size()));
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "tensor_pair");
    bool remote = args.either("frees", "own", "remote");
    unsigned turns = (unsigned)args.number("turns", 1000, 1), rounds = (unsigned)args.number("rounds", 21, 1);
    size_t most = args.number("most", 1 << 30, 64 << 10), batch = args.number("batch", 16, 1);
    args.end();

    std::vector<double> own[COUNT], other[COUNT], empty;
    for (unsigned i = 0; i < COUNT; i++) own[i].reserve(rounds), other[i].reserve(rounds);
    empty.reserve(rounds);
    unsigned count = 0;
    while (count < COUNT && SIZES[count] <= most) count++;
    long before = 0, after = 0;
    {
        Partner partner(batch);
        for (unsigned round = 0; round <= rounds; round++) {
            if (round == 1) before = page_faults();
            for (unsigned i = 0; i < count; i++) {
                double a = remote ? batch_ns(partner, SIZES[i], false, turns / (unsigned)batch | 1)
                                  : turn_ns<take_tensor, free>(SIZES[i], turns);
                double b = remote ? batch_ns(partner, SIZES[i], true, turns / (unsigned)batch | 1) : 0;
                if (round) own[i].push_back(a), other[i].push_back(b);
            }
            double e = turn_ns<empty_malloc, empty_free>(64, 100 * turns);
            if (round) empty.push_back(e);
        }
        after = page_faults();
    }
    printf("tensor_pair ok operations=%llu", (remote ? 4ull : 2ull) * rounds * turns * count);
    for (unsigned i = 0; i < count; i++) {
        print("own", SIZES[i], own[i]);
        if (remote) print("remote", SIZES[i], other[i]);
    }
    printf(" two_calls_ns=%.2f faults=%ld\n", median(empty.data(), rounds), after - before);
}
