// Queues of requests: blocks are freed in the order in which they were taken, long after, so that what is freed
// is never what is warm. Measures how free lists cope with a large population that turns over evenly.
//   sizes=64          drawn at random for each block
//   live=100000       blocks at a time, all threads together
//   blocks=10M        taken and freed, all threads together
//   threads=1         each with a queue of its own
#include "sizes.h"

int main(int argc, char **argv) {
    Args args(argc, argv, "fifo");
    Sizes sizes(args, "64");
    uint64_t live = args.number("live", 100000, 1), blocks = args.number("blocks", 10 << 20);
    unsigned threads = (unsigned)args.number("threads", 1, 1);
    args.end();

    report(args.program, run_threads(threads, [&](unsigned index, Tally &tally) {
               Random random(index);
               size_t capacity = share(live, threads, index) + 1;
               std::vector<void *> queue(capacity);
               uint64_t count = share(blocks, threads, index);
               size_t at = 0;
               for (uint64_t i = 0; i < count; i++) {
                   if (queue[at]) tally.sum += give(queue[at]);
                   queue[at] = take(sizes.draw(random), i);
                   if (++at == capacity) at = 0;
               }
               for (void *block : queue)
                   if (block) tally.sum += give(block);
               tally.operations += 2 * count;
           }));
}
