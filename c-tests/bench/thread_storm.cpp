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
struct Request {
    const Sizes *sizes;
    uint64_t number;
    size_t blocks, leave;
    std::vector<void *> *found, *left;
    Tally tally;
};

void *handle(void *argument) {
    Request &request = *(Request *)argument;
    Random random(request.number);
    void *recent[64] = {};
    for (void *&block : *request.found) {
        if (block) request.tally.sum += give(block);
        block = nullptr;
    }
    for (size_t i = 0; i < request.blocks; i++) {
        void *block = take(request.sizes->draw(random), i);
        if (i < request.leave) {
            (*request.left)[i] = block;
            continue;
        }
        void *&slot = recent[random.below(64)];
        if (slot) request.tally.sum += give(slot);
        slot = block;
    }
    for (void *block : recent)
        if (block) request.tally.sum += give(block);
    request.tally.operations += 2 * request.blocks;
    return nullptr;
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

    Tally tally;
    // What the threads of this batch and of the one before it leave.
    std::vector<std::vector<void *>> left[2];
    for (auto &side : left) side.assign(threads, std::vector<void *>(leave));
    std::vector<Request> requests(threads);
    std::vector<pthread_t> ids(threads);
    unsigned side = 0;
    for (uint64_t done = 0; done < total; side ^= 1) {
        unsigned n = total - done < threads ? (unsigned)(total - done) : threads;
        for (unsigned i = 0; i < n; i++, done++) {
            requests[i] = {&sizes, done, blocks, leave, &left[side ^ 1][(i + 1) % threads], &left[side][i], {}};
            start_thread(&ids[i], handle, &requests[i]);
        }
        for (unsigned i = 0; i < n; i++) {
            pthread_join(ids[i], nullptr);
            tally.join(requests[i].tally);
        }
        // The last batch may be smaller: nobody looks at the rest.
        for (auto &blocks_left : left[side ^ 1])
            for (void *&block : blocks_left) {
                if (block) tally.sum += give(block);
                block = nullptr;
            }
    }
    for (auto &one : left)
        for (auto &blocks_left : one)
            for (void *block : blocks_left)
                if (block) tally.sum += give(block);
    report(args.program, tally);
}
