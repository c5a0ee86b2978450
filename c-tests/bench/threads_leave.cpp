// Does memory grow with the number of threads that ever lived? Very many short threads come and go, each of which
// leaves some blocks behind in a table of fixed size, whose former blocks it frees. What is live stays the same,
// and so should resident memory: prints it in KiB after 10 %, 50 % and all of the threads. Not to be timed.
//   sizes=cxx         drawn at random for each block
//   total=100000      threads
//   threads=2         at a time
//   blocks=100        taken by each
//   leave=5           of them left in the table
//   table=10000       blocks in the table
#include "sizes.h"

int main(int argc, char **argv) {
    Args args(argc, argv, "threads_leave");
    Sizes sizes(args, "cxx");
    uint64_t total = args.number("total", 100000, 1);
    unsigned threads = (unsigned)args.number("threads", 2, 1);
    uint64_t blocks = args.number("blocks", 100), leave = args.number("leave", 5);
    uint32_t slots = (uint32_t)args.number("table", 10000, 1);
    args.end();

    std::vector<std::atomic<void *>> table(slots);
    auto visit = [&](uint64_t number, Tally &tally) {
        Random random(number);
        void *recent[16] = {};
        for (uint64_t i = 0; i < blocks; i++) {
            void *block = take(sizes.draw(random), i);
            void *old;
            if (i < leave) {
                old = table[random.below(slots)].exchange(block);
            } else {
                void *&slot = recent[random.below(16)];
                old = slot;
                slot = block;
            }
            if (old) tally.sum += give(old);
        }
        for (void *block : recent)
            if (block) tally.sum += give(block);
        tally.operations += 2 * blocks;
    };
    size_t tenth = 0, half = 0;
    auto after = [&](uint64_t done, Tally &) {
        if (!tenth && done * 10 >= total) tenth = rss_kib();
        if (!half && done * 2 >= total) half = rss_kib();
    };
    Tally tally = run_short_threads(total, threads, visit, after);
    size_t all = rss_kib(), live = 0;
    for (auto &slot : table)
        if (void *block = slot.load()) {
            uint64_t tag = give(block);
            tally.sum += tag, live += tag_size(tag);
        }
    report(args.program, tally, " rss10_kib=%zu rss50_kib=%zu rss100_kib=%zu live_kib=%zu", tenth, half, all,
           live >> 10);
}
