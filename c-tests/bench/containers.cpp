// Nodes of C++ containers: keys come into and leave a std::map, an unordered_map and a list, with a vector or a
// string for a value now and then. Measures blocks of 24 to 100 bytes under pointer-chasing: the locality that the
// allocator gives to nodes counts as much as its own speed.
//   entries=100000    in the containers together, all threads together
//   steps=2M          insertions or removals, all threads together
//   threads=1         each with containers of its own
#include "bench.h"
#include <list>
#include <map>
#include <string>
#include <unordered_map>

namespace {
uint64_t value_of(uint64_t key) { return key * 3 + 1; }

void expect(uint64_t key, uint64_t value) {
    if (value != value_of(key)) die("key %llu holds %llu", (unsigned long long)key, (unsigned long long)value);
}

// A key is inserted if it is not there, removed if it is: half of a range twice as large is there in the long run.
void mix(uint64_t entries, uint64_t steps, Random random, Tally &tally) {
    std::map<uint64_t, uint64_t> tree;
    std::unordered_map<uint64_t, std::string> table;
    std::list<std::pair<uint64_t, std::vector<uint64_t>>> list;
    uint32_t range = (uint32_t)(entries * 2 / 3 + 1);
    for (uint64_t i = 0; i < steps; i++) {
        uint64_t key = random.below(range);
        switch (i % 3) {
        case 0: {
            auto found = tree.find(key);
            if (found == tree.end()) {
                tree.emplace(key, value_of(key));
            } else {
                expect(key, found->second);
                tally.add(key);
                tree.erase(found);
            }
            break;
        }
        case 1: {
            auto found = table.find(key);
            if (found == table.end()) {
                table.emplace(key, std::string(8 + key % 40, (char)('a' + key % 26)));
            } else {
                const std::string &text = found->second;
                if (text.size() != 8 + key % 40 || text[0] != (char)('a' + key % 26) || text.back() != text[0])
                    die("key %llu holds another text", (unsigned long long)key);
                tally.add(key ^ text.size());
                table.erase(found);
            }
            break;
        }
        default:
            list.emplace_back(key, std::vector<uint64_t>(1 + key % 12, value_of(key)));
            if (list.size() <= entries / 3) break;
            // Not only the oldest: one of the first few.
            auto at = list.begin();
            for (uint64_t skip = key % 8; skip && std::next(at) != list.end(); skip--) ++at;
            expect(at->first, at->second.back());
            tally.add(at->first + at->second.size());
            list.erase(at);
        }
    }
    for (const auto &entry : tree) {
        expect(entry.first, entry.second);
        tally.add(entry.first);
    }
    tally.add(table.size() + list.size());
    tally.operations += steps;
}
} // namespace

int main(int argc, char **argv) {
    Args args(argc, argv, "containers");
    uint64_t entries = args.number("entries", 100000, 3), steps = args.number("steps", 2 << 20);
    unsigned threads = (unsigned)args.number("threads", 1, 1);
    args.end();

    report(args.program, run_threads(threads, [&](unsigned index, Tally &tally) {
               mix(share(entries, threads, index), share(steps, threads, index), Random(index), tally);
           }));
}
