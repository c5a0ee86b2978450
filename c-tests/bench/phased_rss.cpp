// How much memory a program that has shrunk keeps: it grows, frees most of its blocks, rests, and takes and frees
// one small block and a large one, as an idle server does now and then. Prints resident MiB at the peak, right after the frees, and
// after the rest; and what is live. Not to be timed.
//   sizes=16-512      of the blocks
//   bytes=200M        live at the peak
//   keep=10           percent of the blocks that stay
//   run=1             blocks taken one after the other share their fate in runs of this many: 1 is random,
//                     30K leaves holes that whole pages of a size fit in
//   wait=5000         milliseconds of rest
#include "sizes.h"

int main(int argc, char **argv) {
    Args args(argc, argv, "phased_rss");
    Sizes sizes(args, "16-512");
    uint64_t bytes = args.number("bytes", 200 << 20), wait = args.number("wait", 5000);
    size_t keep = args.number("keep", 10), run = args.number("run", 1, 1);
    args.end();

    Tally tally;
    Random random;
    size_t base = rss_kib();
    std::vector<void *> blocks, kept;
    blocks.reserve(bytes / sizes.mean() * 2 + 16);
    size_t live = 0, left = 0;
    while (live < bytes) {
        size_t n = sizes.draw(random);
        blocks.push_back(take(n, blocks.size()));
        live += n;
    }
    tally.operations += blocks.size();
    size_t peak = rss_kib();
    // One run in random order after the other goes, until the share that stays is left.
    size_t runs = (blocks.size() + run - 1) / run, stay = runs * keep / 100;
    std::vector<uint32_t> order(runs);
    for (size_t i = 0; i < runs; i++) order[i] = (uint32_t)i;
    for (size_t i = runs; i > 1; i--) std::swap(order[i - 1], order[random.below((uint32_t)i)]);
    for (size_t i = stay; i < runs; i++)
        for (size_t k = order[i] * run; k < (order[i] + 1) * run && k < blocks.size(); k++) {
            tally.sum += give(blocks[k]);
            tally.operations++;
            blocks[k] = nullptr;
        }
    size_t after = rss_kib();
    sleep_ms(wait);
    tally.sum += give(take(64, 1)) + give(take(200 << 10, 2));
    size_t later = rss_kib();
    for (void *block : blocks)
        if (block) {
            uint64_t tag = give(block);
            tally.sum += tag, left += tag_size(tag);
        }
    report(args.program, tally, " base_mib=%zu peak_mib=%zu after_mib=%zu later_mib=%zu live_mib=%zu", base >> 10,
           peak >> 10, after >> 10, later >> 10, left >> 20);
}
