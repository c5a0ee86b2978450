// A server whose threads come and go while its data stays, after the description by Larson and Krishnan ("Memory
// allocation for long-running server applications", ISMM 1998): each thread replaces random blocks of an array,
// hands the array to a new thread and ends. Most blocks are freed by another thread than took them (bleeding).
// Measures frees from afar, and what happens to the heaps of threads that have ended.
//   sizes=8-1000      as in the paper
//   threads=2         alive at a time
//   blocks=1000       in the array of each
//   rounds=50         threads in succession for each array
//   replace=5M        replacements, all threads together
#include "sizes.h"

namespace {
struct Server;
struct Line { // the array and what goes with it from thread to thread
    const Server *server;
    Random random;
    std::vector<void *> blocks;
    uint64_t replace;
    unsigned round = 0;
    Tally tally;
};
struct Server {
    const Sizes &sizes;
    unsigned rounds;
    Barrier *end;
};

void *serve(void *argument) {
    Line *line = (Line *)argument;
    const Server *server = line->server;
    uint64_t count = share(line->replace, server->rounds, line->round);
    for (uint64_t i = 0; i < count; i++) {
        void *&slot = line->blocks[line->random.below((uint32_t)line->blocks.size())];
        line->tally.sum += give(slot);
        slot = take(server->sizes.draw(line->random), i);
    }
    line->tally.operations += 2 * count;
    if (++line->round < server->rounds) {
        pthread_t next;
        start_thread(&next, serve, line, true);
    } else {
        server->end->wait();
    }
    return nullptr;
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "larson");
    Sizes sizes(args, "8-1000");
    unsigned threads = (unsigned)args.number("threads", 2, 1), rounds = (unsigned)args.number("rounds", 50, 1);
    size_t blocks = args.number("blocks", 1000, 1);
    uint64_t replace = args.number("replace", 5 << 20);
    args.end();

    Barrier end(threads + 1);
    Server server = {sizes, rounds, &end};
    std::vector<Line> lines(threads);
    for (unsigned i = 0; i < threads; i++) {
        Line &line = lines[i];
        line.server = &server;
        line.random = Random(i);
        line.replace = share(replace, threads, i);
        for (size_t k = 0; k < blocks; k++) line.blocks.push_back(take(sizes.draw(line.random), k));
    }
    for (Line &line : lines) {
        pthread_t first;
        start_thread(&first, serve, &line, true);
    }
    end.wait();
    Tally total;
    for (Line &line : lines) {
        for (void *block : line.blocks) line.tally.sum += give(block);
        line.tally.operations += 2 * blocks;
        total.join(line.tally);
    }
    report(args.program, total);
}
