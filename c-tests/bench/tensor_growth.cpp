// A buffer that grows by half from 1 MiB, as one that collects a model's output does. With writes=all every page is written
// to as the buffer grows, and the figures are the time, the page faults and the peak of resident memory in percent of
// the buffer's last size: 100 when nothing is ever there twice. With writes=none only the first MiB is written to: what
// becomes resident after that was copied, page by page or by huge pages. What the first call brings (of this library 36 KiB of metadata
// and 250 KiB of its own file) does not count. `moves` counts the calls that gave another address.
//   most=4G           the size at the end
//   writes=all        or none
#include "../tensor/tensors.h"
#include "bench.h"

#include <algorithm>

int main(int argc, char **argv) {
    Args args(argc, argv, "tensor_growth");
    size_t most = args.number("most", 4ull << 30, 2 << 20);
    bool none = args.either("writes", "all", "none");
    args.end();

    Tally tally;
    size_t n = 1 << 20, base = rss_kib(), peak = 0;
    long before = page_faults();
    unsigned moves = 0;
    double from = now_ns();
    unsigned char *block = tensor_take(n);
    tensor_touch(block, n);
    size_t first = rss_kib();
    while (n < most) {
        size_t more = std::min(n + n / 2, most);
        unsigned char *grown = (unsigned char *)realloc(block, more);
        if (!grown) die("realloc to %zu gave NULL", more);
        moves += grown != block;
        block = grown;
        // Where a copy is just done, both are gone by now, but what the allocator keeps counts.
        peak = std::max(peak, rss_kib());
        if (!none) tensor_touch(block + n, more - n);
        peak = std::max(peak, rss_kib());
        n = more;
        tally.operations++;
    }
    double us = (now_ns() - from) / 1e3;
    if (block[0] != 1 || block[(1 << 20) - PAGE] != 1) die("the first MiB was not kept");
    long faults = page_faults() - before;
    free(block);
    report(args.program, tally, " growth_us=%.0f moves=%u faults=%ld beyond_kib=%zu peak_percent=%.1f", us, moves, faults,
           peak - std::min(peak, first), (double)(peak - base) * 102400 / (double)most);
}
