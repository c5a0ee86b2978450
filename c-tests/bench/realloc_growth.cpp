// Buffers that grow. vectors: arrays that grow by half from 16 bytes to 16 MiB, many in turn, each of which is
// filled before it grows; strings: texts to which a few bytes are appended with a realloc to the exact new size.
// Measures realloc: whether a block can stay where it is, how much is copied, and large blocks' page faults.
//   mode=vectors      or strings
//   live=16           vectors or strings at a time, all threads together
//   most=16M          bytes, after which a vector or string is freed and begins anew
//   growths=3000      calls of realloc, all threads together
//   threads=1         each with its share
#include "sizes.h"

namespace {
struct Text {
    unsigned char *bytes = nullptr;
    size_t length = 0;
};

unsigned char letter(size_t at, uint64_t seed) { return (unsigned char)(at * 31 + seed); }

void *grow(void *block, size_t n) {
    block = realloc(block, n);
    if (!block) die("realloc to %zu gave NULL", n);
    return block;
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "realloc_growth");
    bool strings = args.either("mode", "vectors", "strings");
    size_t live = args.number("live", 16, 1), most = args.number("most", 16 << 20, 16);
    uint64_t growths = args.number("growths", 3000);
    unsigned threads = (unsigned)args.number("threads", 1, 1);
    args.end();
    if (most > MOST) args.bad("most=%zu is too large", most);

    report(args.program, run_threads(threads, [&](unsigned index, Tally &tally) {
               Random random(index);
               std::vector<Text> texts(share(live, threads, index) + 1);
               uint64_t count = share(growths, threads, index);
               for (uint64_t i = 0; i < count; i++) {
                   uint32_t slot = random.below((uint32_t)texts.size());
                   Text &text = texts[slot];
                   size_t before = text.length, piece = strings ? 1 + random.below(32) : before / 2;
                   size_t n = before + piece < 16 ? 16 : before + piece;
                   if (n > most) {
                       tally.add(before + slot);
                       free(text.bytes);
                       text = Text();
                       before = 0, n = 16;
                   }
                   unsigned char *bytes = (unsigned char *)grow(text.bytes, n);
                   if (before && (bytes[0] != letter(0, slot) || bytes[before - 1] != letter(before - 1, slot)))
                       die("block %p did not keep its %zu bytes when it grew", (void *)bytes, before);
                   // A string is written to the full, of a vector one byte in 64.
                   for (size_t at = before; at < n; at += strings ? 1 : 64) bytes[at] = letter(at, slot);
                   bytes[n - 1] = letter(n - 1, slot);
                   text = {bytes, n};
               }
               for (Text &text : texts) {
                   tally.add(text.length);
                   free(text.bytes);
               }
               tally.operations += count;
           }));
}
