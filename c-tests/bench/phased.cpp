// A program that works in phases, as compilers and batch jobs do: it grows to many megabytes of small blocks,
// frees nine of ten at random, and grows again with blocks of other sizes. Measures growth, frees in random
// order, and by its peak memory whether what one phase leaves can serve the next.
//   bytes=200M        live at the end of each growth, all threads together
//   phases=3          of growth and shrinking
//   keep=10           percent of the blocks that survive a phase
//   threads=1         each with its share of the bytes
#include "sizes.h"

int main(int argc, char **argv) {
    Args args(argc, argv, "phased");
    uint64_t bytes = args.number("bytes", 200 << 20);
    unsigned phases = (unsigned)args.number("phases", 3), keep = (unsigned)args.number("keep", 10);
    unsigned threads = (unsigned)args.number("threads", 1, 1);
    args.end();

    const Sizes of_phase[] = {{64, 200}, {200, 400}, {96, 1000}, {16, 128}};
    report(args.program, run_threads(threads, [&](unsigned index, Tally &tally) {
               Random random(index);
               std::vector<void *> blocks;
               size_t live = 0, most = share(bytes, threads, index);
               auto drop = [&](size_t down_to) {
                   while (blocks.size() > down_to) {
                       void *&slot = blocks[random.below((uint32_t)blocks.size())];
                       uint64_t tag = give(slot);
                       tally.sum += tag, tally.operations++;
                       live -= tag_size(tag);
                       slot = blocks.back();
                       blocks.pop_back();
                   }
               };
               for (unsigned phase = 0; phase < phases; phase++) {
                   while (live < most) {
                       size_t n = of_phase[phase % 4].draw(random);
                       blocks.push_back(take(n, blocks.size()));
                       live += n, tally.operations++;
                   }
                   drop(blocks.size() * keep / 100);
               }
               drop(0);
           }));
}
