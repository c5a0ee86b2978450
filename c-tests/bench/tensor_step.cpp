// Inference at its own pace: a step takes and frees 300 tensors of 0.1 to 64 MiB as the forward pass of twelve
// transformer layers does (../tensor/tensors.h), beside weights that stay; then the program waits for its next input. Prints the
// microseconds of a step without pauses (their median), page faults a step after warming up by the pause before it, and after a
// rest, when the work has stopped, resident memory in percent of what is live (weights, and what the process had before):
// as the rest left it, after a small block came and went, and after a first tensor did.
//   weights=256M      bytes that stay
//   steps=20          without pauses, half of them not counted; a fifth as many with each pause
//   pause=5000        milliseconds, the longest of 20, 1000 and 5000 that is tried
//   rest=12000        milliseconds without a call
#include "../tensor/tensors.h"
#include "bench.h"

#include <algorithm>

namespace {
double step_us() {
    double from = now_ns();
    tensor_step();
    return (now_ns() - from) / 1e3;
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "tensor_step");
    size_t bytes = args.number("weights", 256 << 20, 1 << 20);
    unsigned steps = (unsigned)args.number("steps", 20, 5);
    uint64_t longest = args.number("pause", 5000), rest = args.number("rest", 12000);
    args.end();

    size_t base = rss_kib();
    std::vector<unsigned char *> weights;
    for (size_t left = bytes; left; left -= std::min(left, (size_t)4 << 20)) {
        size_t n = std::min(left, (size_t)4 << 20);
        weights.push_back(tensor_take(n));
        tensor_touch(weights.back(), n);
    }
    constexpr unsigned PAUSES[] = {0, 20, 1000, 5000};
    double faults[4] = {};
    std::vector<double> us;
    for (unsigned i = 0; i < steps / 2; i++) step_us();
    for (unsigned k = 0; k < 4 && PAUSES[k] <= longest; k++) {
        unsigned count = k ? steps / 5 : steps - steps / 2;
        long before = page_faults();
        for (unsigned i = 0; i < count; i++) {
            sleep_ms(PAUSES[k]);
            double one = step_us();
            if (!k) us.push_back(one);
        }
        faults[k] = (double)(page_faults() - before) / count;
    }
    size_t live = base + (bytes >> 10);
    auto percent = [&] { return (double)rss_kib() * 100 / (double)live; };
    double worked = percent();
    sleep_ms(rest);
    double rested = percent();
    give(take(64, 1));
    double small = percent();
    free(tensor_take(1 << 20));
    double first = percent();
    for (unsigned char *block : weights) free(block);
    Tally tally;
    tally.operations = 2 * steps * STEP_TENSORS;
    char by_pause[128] = "";
    for (unsigned k = 0, at = 0; k < 4 && PAUSES[k] <= longest; k++)
        at += (unsigned)snprintf(by_pause + at, sizeof by_pause - at, " faults_%ums=%.1f", PAUSES[k], faults[k]);
    report(args.program, tally,
           " step_us=%.0f%s worked_percent=%.0f rested_percent=%.0f small_call_percent=%.0f first_tensor_percent=%.0f",
           median(us.data(), (unsigned)us.size()), by_pause, worked, rested, small, first);
}
