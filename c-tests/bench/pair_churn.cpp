// Temporary buffers: a block is taken and given back at once, over and over. Measures the shortest path through
// malloc and free, where nothing but the allocator's own code and its last-used lists counts.
//   sizes=64          drawn at random for each block
//   pairs=20M         of malloc and free, all threads together
//   burst=1           as many are taken before the first of them is freed (at most 1024)
//   threads=1         each with its share of the pairs
#include "sizes.h"

int main(int argc, char **argv) {
    Args args(argc, argv, "pair_churn");
    Sizes sizes(args, "64");
    uint64_t pairs = args.number("pairs", 20 << 20);
    unsigned burst = (unsigned)args.number("burst", 1, 1), threads = (unsigned)args.number("threads", 1, 1);
    args.end();
    if (burst > 1024) args.bad("burst=%u is too large", burst);

    report(args.program, run_threads(threads, [&](unsigned index, Tally &tally) {
               Random random(index);
               void *blocks[1024];
               for (uint64_t left = share(pairs, threads, index); left;) {
                   unsigned n = left < burst ? (unsigned)left : burst;
                   for (unsigned i = 0; i < n; i++) blocks[i] = take(sizes.draw(random), i);
                   for (unsigned i = 0; i < n; i++) tally.sum += give(blocks[i]);
                   tally.operations += 2 * n;
                   left -= n;
               }
           }));
}
