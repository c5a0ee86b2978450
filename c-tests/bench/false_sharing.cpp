// Small objects that threads write to at the same time, after the two forms of false sharing that Berger and
// others describe for Hoard (ASPLOS 2000). active: each thread takes an object, writes to it many times, frees it,
// and so on; an allocator that cuts one cache line for two threads makes them slow. passive: one thread takes
// the first objects, side by side, and hands one to each thread, which frees it and goes on as above; an allocator
// that gives a thread again what it freed spreads the line to both.
//   mode=active       or passive
//   size=8            of the objects, at least 8
//   rounds=400000     objects, all threads together
//   writes=1000       to each object
//   threads=2         each with its share of the rounds
#include "sizes.h"

int main(int argc, char **argv) {
    Args args(argc, argv, "false_sharing");
    bool passive = args.either("mode", "active", "passive");
    size_t size = args.number("size", 8, LEAST);
    uint64_t rounds = args.number("rounds", 400000), writes = args.number("writes", 1000);
    unsigned threads = (unsigned)args.number("threads", 2, 1);
    args.end();

    std::vector<void *> handed(threads);
    if (passive)
        for (void *&object : handed) object = take(size, 7);
    report(args.program, run_threads(threads, [&](unsigned index, Tally &tally) {
               if (passive) tally.sum += give(handed[index]);
               uint64_t count = share(rounds, threads, index);
               for (uint64_t i = 0; i < count; i++) {
                   void *object = take(size, i);
                   volatile uint64_t *word = (volatile uint64_t *)object;
                   for (uint64_t w = 0; w < writes; w++) *word = *word + 1;
                   *word = *word - writes;
                   tally.sum += give(object);
               }
               tally.operations += 2 * count;
           }));
}
