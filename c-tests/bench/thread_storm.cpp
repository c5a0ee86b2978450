// A thread for each request: very many threads that live for some hundred blocks, a few at a time, each of which
// frees what one before it left behind. Measures what a thread's first and last call cost, and whether the
// memory of ended threads comes back into use.
//   sizes=cxx         drawn at random for each block
//   total=20000       threads
//   threads=4         at a time
//   blocks=200        taken by each
//   leave=20          of them left to be freed by a thread that comes after
#include "sizes.h"

namespace {
using Blocks = std::vector<void *>;

void give_all(Blocks &blocks, Tally &tally) {
    for (void *&block : blocks) {
        if (block) tally.sum += give(block);
        block = nullptr;
    }
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "thread_storm");
    Sizes sizes(args, "cxx");
    uint64_t total = args.number("total", 20000, 1);
    unsigned threads = (unsigned)args.number("threads", 4, 1);
    size_t blocks = args.number("blocks", 200), leave = args.number("leave", 20);
    args.end();
    if (leave > blocks) leave = blocks;

    // What the threads of this batch (at `side`) and of the one before it leave.
    std::vector<Blocks> left[2];
    for (auto &batch : left) batch.assign(threads, Blocks(leave));
    unsigned side = 0;
    auto request = [&](uint64_t number, Tally &tally) {
        Random random(number);
        void *recent[64] = {};
        give_all(left[side ^ 1][(number + 1) % threads], tally);
        Blocks &mine = left[side][number % threads];
        for (size_t i = 0; i < blocks; i++) {
            void *block = take(sizes.draw(random), i);
            if (i < leave) {
                mine[i] = block;
                continue;
            }
            void *&slot = recent[random.below(64)];
            if (slot) tally.sum += give(slot);
            slot = block;
        }
        for (void *block : recent)
            if (block) tally.sum += give(block);
        tally.operations += 2 * blocks;
    };
    // The last batch may be smaller: nobody in it looks at the rest.
    auto after = [&](uint64_t, Tally &tally) {
        for (Blocks &found : left[side ^ 1]) give_all(found, tally);
        side ^= 1;
    };
    Tally tally = run_short_threads(total, threads, request, after);
    for (auto &batch : left)
        for (Blocks &found : batch) give_all(found, tally);
    report(args.program, tally);
}
