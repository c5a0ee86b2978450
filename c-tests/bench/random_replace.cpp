// The heap of a long-running program in steady state: a working set of blocks of many sizes, of which a random
// one is freed and another taken in its place. Measures the paths behind the caches (sizes.h says what the mixes
// imitate), locality and, by its peak memory, fragmentation.
//   sizes=cpython     cpython, cxx, json, tokenizer or a list
//   bytes=64M         working set, all threads together; the number of blocks follows from the mean size
//   replace=3M        replacements after the set is filled, all threads together
//   threads=1         each with its share of both
#include "sizes.h"

int main(int argc, char **argv) {
    Args args(argc, argv, "random_replace");
    Sizes sizes(args, "cpython");
    uint64_t bytes = args.number("bytes", 64 << 20), replace = args.number("replace", 3 << 20);
    unsigned threads = (unsigned)args.number("threads", 1, 1);
    args.end();

    report(args.program, run_threads(threads, [&](unsigned index, Tally &tally) {
               Random random(index);
               size_t slots = share(bytes / sizes.mean(), threads, index) + 1;
               uint64_t count = share(replace, threads, index);
               std::vector<void *> blocks(slots);
               for (size_t i = 0; i < slots; i++) blocks[i] = take(sizes.draw(random), i);
               for (uint64_t i = 0; i < count; i++) {
                   void *&slot = blocks[random.below((uint32_t)slots)];
                   tally.sum += give(slot);
                   slot = take(sizes.draw(random), i);
               }
               for (void *block : blocks) tally.sum += give(block);
               tally.operations += 2 * (slots + count);
           }));
}
