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

namespace {
struct Shop {
    const Sizes &sizes;
    uint64_t blocks, leave;
    std::vector<std::atomic<void *>> table;
};
struct Visit {
    Shop *shop;
    uint64_t number;
    Tally tally;
};

void *visit(void *argument) {
    Visit &visit = *(Visit *)argument;
    Shop &shop = *visit.shop;
    Random random(visit.number);
    void *recent[16] = {};
    for (uint64_t i = 0; i < shop.blocks; i++) {
        void *block = take(shop.sizes.draw(random), i);
        void *old;
        if (i < shop.leave) {
            old = shop.table[random.below((uint32_t)shop.table.size())].exchange(block);
        } else {
            void *&slot = recent[random.below(16)];
            old = slot;
            slot = block;
        }
        if (old) visit.tally.sum += give(old);
    }
    for (void *block : recent)
        if (block) visit.tally.sum += give(block);
    visit.tally.operations += 2 * shop.blocks;
    return nullptr;
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "threads_leave");
    Sizes sizes(args, "cxx");
    uint64_t total = args.number("total", 100000, 1);
    unsigned threads = (unsigned)args.number("threads", 2, 1);
    uint64_t blocks = args.number("blocks", 100), leave = args.number("leave", 5);
    size_t table = args.number("table", 10000, 1);
    args.end();

    Tally tally;
    Shop shop = {sizes, blocks, leave, std::vector<std::atomic<void *>>(table)};
    std::vector<Visit> visits(threads);
    std::vector<pthread_t> ids(threads);
    size_t tenth = 0, half = 0;
    for (uint64_t done = 0; done < total;) {
        unsigned n = total - done < threads ? (unsigned)(total - done) : threads;
        for (unsigned i = 0; i < n; i++, done++) {
            visits[i] = {&shop, done, {}};
            start_thread(&ids[i], visit, &visits[i]);
        }
        for (unsigned i = 0; i < n; i++) {
            pthread_join(ids[i], nullptr);
            tally.join(visits[i].tally);
        }
        if (!tenth && done * 10 >= total) tenth = rss_kib();
        if (!half && done * 2 >= total) half = rss_kib();
    }
    size_t all = rss_kib(), live = 0;
    for (auto &slot : shop.table)
        if (void *block = slot.load()) {
            uint64_t tag = give(block);
            tally.sum += tag, live += tag_size(tag);
        }
    report(args.program, tally, " rss10_kib=%zu rss50_kib=%zu rss100_kib=%zu live_kib=%zu", tenth, half, all,
           live >> 10);
}
