// Sizes of blocks, drawn at random: `sizes=` is a mix by its name (below), or sizes and ranges as in 64,1000-2000.
//
// The mixes are not recordings. Each follows from how the libraries of its kind lay out their data on a 64-bit
// machine (headers, nodes, growth by doubling), with weights (parts of 1000) such that most blocks are small
// and a good part of the bytes is in the few large ones, as traces of such programs have it.
#ifndef SIZES_H
#define SIZES_H

#include "bench.h"

struct Range {
    unsigned from, to, weight; // weight: parts of the mix's total
};

// CPython with PYTHONMALLOC=malloc, where each object is a block: floats and small ints 24-32; strings 49 + length;
// tuples and lists 40-72 and 16 more for the collector; method objects, cells 64-72; instances with a dict of
// 104, the keys of dicts 232 and upwards by doubling; lists' items by 8 with an eighth to spare; bytecode, buffers.
constexpr Range CPYTHON[] = {
    {24, 32, 260},    {33, 48, 90},     {50, 64, 210},   {56, 72, 170},    {73, 96, 80},
    {104, 104, 50},   {120, 200, 50},   {232, 232, 35},  {240, 512, 30},   {513, 1200, 15},
    {1201, 4200, 6},  {4201, 9320, 3},  {9321, 40000, 1},
};

// C++ containers (libstdc++): list nodes 24-32, unordered_map nodes 24-56, map nodes 40-80, strings too long for
// their inline buffer 17-31 and then by doubling, counted pointers with their object 32-96, a deque's 512-byte
// chunks and 64-byte map, vectors by doubling up to some pages, hash buckets of prime counts.
constexpr Range CXX[] = {
    {8, 16, 80},    {24, 32, 210},  {40, 48, 200},   {56, 64, 150},    {17, 31, 110},
    {32, 96, 100},  {61, 121, 50},  {128, 128, 30},  {256, 256, 20},   {512, 512, 30},
    {104, 824, 10}, {1024, 1024, 5}, {2048, 2048, 3}, {4096, 8192, 1}, {6000, 26000, 1},
};

// JSON and protocol buffers: nodes of a document 16-64, its strings 9-40 and a tail of long texts, arrays of
// values that double, messages of 48-200 bytes with their repeated fields, arenas' and streams' first chunks of
// 256, 1024 and 8192, input buffers.
constexpr Range JSON[] = {
    {16, 16, 140},  {24, 40, 230},   {41, 64, 140},    {9, 24, 150},    {25, 80, 130},
    {48, 200, 110}, {256, 256, 40},  {201, 700, 30},   {512, 1024, 16}, {1025, 4096, 8},
    {8192, 8192, 4}, {16384, 65536, 2},
};

// Tokenizers for language models: very many short pieces of text 8-32, pairs and ranks in hash nodes 40-48,
// arrays of ids and offsets, 4 and 16 bytes a token, that double from 16 to some thousand, decoded text, a batch's
// tensors.
constexpr Range TOKENIZER[] = {
    {8, 16, 260},    {17, 32, 270},   {40, 48, 160},   {64, 64, 80},    {33, 128, 90},
    {128, 256, 60},  {512, 512, 35},  {257, 1024, 25}, {1024, 4096, 13}, {4097, 16384, 5},
    {16385, 65536, 2},
};

class Sizes {
public:
    Sizes(Args &args, const char *fallback) {
        const char *text = args.word("sizes", fallback);
        if (strcmp(text, "cpython") == 0)
            fill(CPYTHON, sizeof CPYTHON / sizeof *CPYTHON);
        else if (strcmp(text, "cxx") == 0)
            fill(CXX, sizeof CXX / sizeof *CXX);
        else if (strcmp(text, "json") == 0)
            fill(JSON, sizeof JSON / sizeof *JSON);
        else if (strcmp(text, "tokenizer") == 0)
            fill(TOKENIZER, sizeof TOKENIZER / sizeof *TOKENIZER);
        else
            list(args, text);
    }
    Sizes(unsigned from, unsigned to) {
        Range range = {from, to, 1};
        fill(&range, 1);
    }
    size_t draw(Random &random) const {
        uint64_t r = random.next();
        const Entry &entry = table[r & (ENTRIES - 1)];
        return entry.from + ((r >> 32) * entry.count >> 32);
    }
    size_t mean() const { return average; }

private:
    static constexpr unsigned ENTRIES = 1024;
    struct Entry {
        unsigned from, count;
    };
    Entry table[ENTRIES];
    size_t average = 0;

    // An entry stands for a 1024th of the blocks.
    void fill(const Range *ranges, size_t n) {
        uint64_t weights = 0, bytes = 0, before = 0, range = 0;
        for (size_t i = 0; i < n; i++) weights += ranges[i].weight;
        for (uint64_t i = 0; i < ENTRIES; i++) {
            while ((2 * i + 1) * weights >= 2 * ENTRIES * (before + ranges[range].weight))
                before += ranges[range++].weight;
            table[i] = {ranges[range].from, ranges[range].to - ranges[range].from + 1};
            bytes += ranges[range].from + ranges[range].to;
        }
        average = bytes / (2 * ENTRIES);
    }
    void list(Args &args, const char *text) {
        Range ranges[64];
        size_t n = 0;
        const char *at = text;
        for (;; at++) {
            const char *end;
            uint64_t from = Args::parse(at, &end), to = from;
            bool fine = end != at;
            if (fine && *end == '-') {
                at = end + 1;
                to = Args::parse(at, &end);
                fine = end != at;
            }
            if (!fine || n == 64 || from < LEAST || to < from || to > MOST)
                args.bad("sizes=%s is neither a mix nor a list of sizes of at least %zu", text, LEAST);
            ranges[n++] = {(unsigned)from, (unsigned)to, 1};
            at = end;
            if (*at != ',') break;
        }
        if (*at) args.bad("sizes=%s: what is '%s'?", text, at);
        fill(ranges, n);
    }
};

#endif
