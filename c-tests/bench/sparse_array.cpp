// A hash table or a sparse matrix in one large array, of which little is ever touched: huge pages bring all of it.
// Prints resident memory in percent of the pages that were touched (100 is the least), and page faults in percent of these.
//   bytes=1G          of the array
//   every=100         one page in as many is touched
//   huge=yes          or no: huge pages forbidden to the process (PR_SET_THP_DISABLE)
#include "../tensor/tensors.h"
#include "bench.h"

#include <sys/prctl.h>

int main(int argc, char **argv) {
    Args args(argc, argv, "sparse_array");
    size_t bytes = args.number("bytes", 1 << 30, 1 << 20), every = args.number("every", 100, 1);
    bool forbidden = args.either("huge", "yes", "no");
    args.end();
    if (forbidden && prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)) die("PR_SET_THP_DISABLE: %s", strerror(errno));

    Tally tally;
    size_t base = rss_kib();
    long before = page_faults();
    unsigned char *array = tensor_take(bytes);
    for (size_t at = 0; at < bytes; at += every * PAGE, tally.operations++) ((volatile unsigned char *)array)[at] = 1;
    long faults = page_faults() - before;
    size_t kib = rss_kib() - base;
    free(array);
    double pages = (double)tally.operations;
    report(args.program, tally, " resident_percent=%.0f faults_percent=%.0f resident_kib=%zu",
           (double)kib * 25 / pages, (double)faults * 100 / pages, kib);
}
