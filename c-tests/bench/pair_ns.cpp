// What malloc and the free after it take, by size, in nanoseconds, beside two empty calls through the PLT
// (two_calls.h): all take turns, so that what disturbs the machine disturbs each of them. Prints medians. Nothing is
// written to the blocks. Not to be timed as a whole.
//   turns=100K        of each size in a round
//   rounds=41         an odd number
#include "two_calls.h"

int main(int argc, char **argv) {
    Args args(argc, argv, "pair_ns");
    unsigned turns = (unsigned)args.number("turns", 100 << 10, 1), rounds = (unsigned)args.number("rounds", 41, 1);
    args.end();

    constexpr size_t SIZES[] = {16, 64, 1024, 8192, 20000, 60000};
    constexpr unsigned COUNT = sizeof SIZES / sizeof *SIZES;
    std::vector<double> pairs[COUNT], empty;
    for (unsigned round = 0; round < rounds; round++) {
        for (unsigned i = 0; i < COUNT; i++) pairs[i].push_back(turn_ns<malloc, free>(SIZES[i], turns));
        empty.push_back(turn_ns<empty_malloc, empty_free>(64, turns));
    }
    printf("pair_ns ok operations=%llu", 2ull * rounds * turns * COUNT);
    for (unsigned i = 0; i < COUNT; i++) printf(" pair_%zu_ns=%.2f", SIZES[i], median(pairs[i].data(), rounds));
    printf(" two_calls_ns=%.2f\n", median(empty.data(), rounds));
}
