// Zero memory that nobody has used yet, as framework code takes it for sums that only sometimes get far: calloc of large
// blocks, all of which stay, none written to. The kernel gives zero pages; an allocator that clears them once more
// touches them all. Prints microseconds a call, page faults, and resident memory in percent of what was taken.
//   bytes=64M         of a block
//   blocks=8          that are taken
#include "../tensor/tensors.h"
#include "bench.h"

int main(int argc, char **argv) {
    Args args(argc, argv, "calloc_fresh");
    size_t bytes = args.number("bytes", 64 << 20, 1 << 20), blocks = args.number("blocks", 8, 1);
    args.end();

    std::vector<unsigned char *> taken(blocks);
    Tally tally;
    size_t base = rss_kib();
    long before = page_faults();
    double from = now_ns();
    for (unsigned char *&block : taken) block = (unsigned char *)calloc(bytes, 1);
    double us = (now_ns() - from) / 1e3;
    long faults = page_faults() - before;
    size_t after = rss_kib();
    for (unsigned char *block : taken) {
        if (!block) die("calloc(%zu) gave NULL", bytes);
        for (size_t at = 0; at < bytes; at += PAGE + 8)
            if (block[at]) die("byte %zu of a fresh calloc is %d", at, block[at]);
        free(block);
        tally.operations++;
    }
    report(args.program, tally, " calloc_us=%.1f faults=%ld resident_percent=%.1f", us / (double)blocks, faults,
           (double)(after - base) * 102400 / (double)(bytes * blocks));
}
