// Text processing in C++: a text is built word by word, split into lines and words, the words are counted in an
// unordered_map, sorted, turned to upper case and joined again. Measures std::string and std::vector as programs
// use them: very many short-lived blocks of 17 to 100 bytes, arrays that double, frees in the order of a sort.
//   words=50000       in a text
//   texts=16          one after the other, all threads together
//   threads=1         each with its share of the texts
#include "bench.h"
#include <algorithm>
#include <string>
#include <unordered_map>

namespace {
// Words beyond the inline buffer of std::string too: identifiers and paths are long.
std::string word(Random &random) {
    static const char *const syllables[] = {"ka", "ner", "ou", "stra", "li", "ment", "o", "qui",
                                            "ve", "th", "ing", "re", "com", "pu", "ta", "zo"};
    uint32_t r = random.below(40000);
    Random of_word(r * r / 40000); // some words are much more frequent than others
    std::string text;
    for (uint32_t n = 1 + of_word.below(14); n; n--) text += syllables[of_word.below(16)];
    return text;
}

std::vector<std::string> split(const std::string &text, char at) {
    std::vector<std::string> parts;
    for (size_t from = 0; from <= text.size();) {
        size_t to = text.find(at, from);
        if (to == std::string::npos) to = text.size();
        parts.push_back(text.substr(from, to - from));
        from = to + 1;
    }
    return parts;
}

uint64_t hash(const std::string &text) {
    uint64_t h = 14695981039346656037u;
    for (unsigned char c : text) h = (h ^ c) * 1099511628211u;
    return h;
}

void process(Random &random, uint64_t words, Tally &tally) {
    std::string text;
    for (uint64_t i = 0; i < words; i++) text += word(random) + (i % 12 == 11 ? '\n' : ' ');

    std::vector<std::string> all;
    std::unordered_map<std::string, unsigned> counts;
    for (const std::string &line : split(text, '\n'))
        for (std::string &part : split(line, ' ')) {
            if (part.empty()) continue;
            counts[part]++;
            all.push_back(std::move(part));
        }
    if (all.size() != words) die("%llu words became %zu", (unsigned long long)words, all.size());
    std::sort(all.begin(), all.end());

    std::vector<std::string> lines;
    for (size_t i = 0; i < all.size(); i++) {
        std::string upper = all[i] + "=" + std::to_string(counts[all[i]]);
        for (char &c : upper)
            if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
        if (i % 16 == 0) lines.emplace_back();
        lines.back() += lines.back().empty() ? upper : ", " + upper;
    }
    std::string joined;
    for (const std::string &line : lines) joined += line.substr(0, 40) + '\n';
    tally.add(hash(joined) ^ hash(all[words / 2]));
    tally.add(counts.size());
    tally.operations += words;
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "text");
    uint64_t words = args.number("words", 50000, 1), texts = args.number("texts", 16);
    unsigned threads = (unsigned)args.number("threads", 1, 1);
    args.end();

    report(args.program, run_threads(threads, [&](unsigned index, Tally &tally) {
               Random random(index);
               for (uint64_t n = share(texts, threads, index); n; n--) process(random, words, tally);
           }));
}
