// Pipelines: blocks are taken by one thread and freed by another, always. Measures frees from afar in bulk and how
// the memory finds its way back to who takes. Queues hold at most 64 batches of 64 pointers each, so that
// what they cost is small beside the blocks.
//   shape=pairs       pairs: half of the threads take, each for one that frees; out: one takes, the others
//                     free; in: one frees, the others take; ring: each passes what it takes to the next
//   calls=c           c: malloc and free; cxx: operator new and the operator delete that is told the size
//   sizes=64          drawn at random for each block
//   blocks=10M        all threads together
//   threads=2         in all; one alone is a ring of one
#include "sizes.h"
#include <new>

namespace {
constexpr size_t BATCH = 64, CAPACITY = 64;

struct Batch {
    void *blocks[BATCH];
};

// One writer, one reader. Each knows the other's place as it was when last looked at.
class Queue {
public:
    void push(const Batch &batch) {
        size_t at = written.load(std::memory_order_relaxed);
        for (Wait wait; at - read_seen == CAPACITY; wait.turn()) read_seen = read.load(std::memory_order_acquire);
        batches[at % CAPACITY] = batch;
        written.store(at + 1, std::memory_order_release);
    }
    bool try_pop(Batch &batch) {
        size_t at = read.load(std::memory_order_relaxed);
        if (at == written_seen) {
            written_seen = written.load(std::memory_order_acquire);
            if (at == written_seen) return false;
        }
        batch = batches[at % CAPACITY];
        read.store(at + 1, std::memory_order_release);
        return true;
    }
    void pop(Batch &batch) {
        for (Wait wait; !try_pop(batch);) wait.turn();
    }

private:
    alignas(128) std::atomic<size_t> written{0};
    size_t read_seen = 0;
    alignas(128) std::atomic<size_t> read{0};
    size_t written_seen = 0;
    alignas(128) Batch batches[CAPACITY];
};

struct Pipe {
    const Sizes &sizes;
    bool sized;

    void make(Batch &batch, Random &random) const {
        for (void *&block : batch.blocks) {
            size_t n = sizes.draw(random);
            if (sized) {
                block = ::operator new(n);
                mark(block, n, random.state);
            } else {
                block = take(n, random.state);
            }
        }
    }
    void end(const Batch &batch, Tally &tally) const {
        for (void *block : batch.blocks) {
            uint64_t tag = unmark(block);
            if (sized)
                ::operator delete(block, tag_size(tag));
            else
                free(block);
            tally.sum += tag;
        }
        tally.operations += 2 * BATCH;
    }
};
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "producer_consumer");
    Sizes sizes(args, "64");
    const char *shape = args.word("shape", "pairs");
    Pipe pipe = {sizes, args.either("calls", "c", "cxx")};
    uint64_t batches = args.number("blocks", 10 << 20) / BATCH;
    unsigned threads = (unsigned)args.number("threads", 2, 1);
    args.end();

    bool pairs = strcmp(shape, "pairs") == 0, out = strcmp(shape, "out") == 0, in = strcmp(shape, "in") == 0;
    if (!pairs && !out && !in && strcmp(shape, "ring") != 0) args.bad("shape=%s: no such shape", shape);
    if (pairs && threads > 1) threads &= ~1u;

    // Thread i's queue: the one it pushes to (ring), or the one between it and its partner.
    std::vector<Queue> queues(threads);
    report(args.program, run_threads(threads, [&](unsigned index, Tally &tally) {
               Random random(index);
               Batch batch;
               if (threads == 1 || (!pairs && !out && !in)) {
                   Queue &to = queues[index], &from = queues[(index + threads - 1) % threads];
                   uint64_t count = batches / threads; // the same for all: each pops as often as it pushes
                   for (uint64_t i = 0; i < count; i++) {
                       pipe.make(batch, random);
                       to.push(batch);
                       from.pop(batch);
                       pipe.end(batch, tally);
                   }
               } else if (pairs) {
                   Queue &queue = queues[index / 2];
                   for (uint64_t i = share(batches, threads / 2, index / 2); i; i--) {
                       if (index % 2 == 0) {
                           pipe.make(batch, random);
                           queue.push(batch);
                       } else {
                           queue.pop(batch);
                           pipe.end(batch, tally);
                       }
                   }
               } else if (out) {
                   if (index == 0) {
                       for (uint64_t i = 0; i < batches; i++) {
                           pipe.make(batch, random);
                           queues[1 + i % (threads - 1)].push(batch);
                       }
                   } else {
                       for (uint64_t i = share(batches, threads - 1, index - 1); i; i--) {
                           queues[index].pop(batch);
                           pipe.end(batch, tally);
                       }
                   }
               } else if (index == 0) {
                   uint64_t left = batches;
                   unsigned at = 0, empty = 0;
                   for (Wait wait; left;) {
                       at = at + 1 < threads ? at + 1 : 1;
                       if (queues[at].try_pop(batch)) {
                           pipe.end(batch, tally);
                           left--, empty = 0, wait = Wait();
                       } else if (++empty == threads - 1) {
                           wait.turn();
                           empty = 0;
                       }
                   }
               } else {
                   for (uint64_t i = share(batches, threads - 1, index - 1); i; i--) {
                       pipe.make(batch, random);
                       queues[index].push(batch);
                   }
               }
           }));
}
