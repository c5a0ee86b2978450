// A service whose inputs differ in length: each tensor has one of 200 shapes that nearly fit each other (1, 2, 4 or 8 texts
// of 32 to 473 tokens, 96 KiB to 11 MiB), dozens live at a time, which as many go at random as a new one needs room for. An
// allocator that fits exactly has to find another place for each; one that rounds up wastes. Prints the mean of a taking
// and a freeing in nanoseconds, with the first byte written; then, with every page written to, page faults per thousand, after as
// many that are not counted, and peak memory in percent of what may be live.
//   room=128M         bytes that may live
//   turns=20K         tensors of each part
#include "../tensor/tensors.h"
#include "two_calls.h"

namespace {
class Room {
public:
    explicit Room(size_t bytes) : left(bytes) { live.reserve(bytes / shape_bytes(0) + 1); }
    // One of the shapes, when as many others are gone as it needs.
    void turn(bool touch) {
        size_t n = shape_bytes(random.below(SHAPES));
        while (left < n) give(random.below((uint32_t)live.size()));
        left -= n;
        unsigned char *block = tensor_take(n);
        if (touch) tensor_touch(block, n);
        live.push_back({block, n});
    }
    void empty() {
        while (!live.empty()) give((uint32_t)live.size() - 1);
    }

private:
    struct Tensor {
        unsigned char *block;
        size_t bytes;
    };
    void give(uint32_t i) {
        left += live[i].bytes;
        free(live[i].block);
        live[i] = live.back();
        live.pop_back();
    }
    std::vector<Tensor> live;
    size_t left;
    Random random;
};
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "tensor_shapes");
    size_t bytes = args.number("room", 128 << 20, 16 << 20);
    unsigned turns = (unsigned)args.number("turns", 20 << 10, 1);
    args.end();

    Room room(bytes);
    size_t base = rss_kib();
    for (unsigned i = 0; i < turns; i++) room.turn(false);
    double from = now_ns();
    for (unsigned i = 0; i < turns; i++) room.turn(false);
    double ns = (now_ns() - from) / turns;
    for (unsigned i = 0; i < turns; i++) room.turn(true);
    long before = page_faults();
    size_t peak = 0;
    for (unsigned i = 0; i < turns; i++) {
        room.turn(true);
        if (i % 256 == 0) peak = std::max(peak, rss_kib());
    }
    long faults = page_faults() - before;
    room.empty();
    Tally tally;
    tally.operations = 4ull * turns;
    report(args.program, tally, " tensor_mean_ns=%.2f two_calls_ns=%.2f faults_per_1000=%.2f peak_percent=%.0f", ns,
           two_calls_ns(), (double)faults * 1000 / turns, (double)(peak - base) * 102400 / (double)bytes);
}
