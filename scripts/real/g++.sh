# g++ compiles a program that leans on templates; its objects must be identical byte for byte.
# version: echo g++ $(g++ -dumpfullversion)
# needs: g++
# packages: g++
# in make test
set -euo pipefail

cat >program.cc <<'END'
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <regex>
#include <sstream>
#include <string>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

template <int N> struct Chain {
    std::map<std::string, std::vector<std::variant<int, std::string>>> table;
    Chain<N - 1> rest;
    unsigned long run(unsigned long x) {
        table[std::to_string(x % 17)].emplace_back(static_cast<int>(x));
        table["n" + std::to_string(N)].emplace_back(std::string(x % 40, 'c'));
        return rest.run(x * 6364136223846793005UL + N) + table.size();
    }
};
template <> struct Chain<0> {
    unsigned long run(unsigned long x) { return x % 1000; }
};

struct Base {
    virtual ~Base() = default;
    virtual std::string name() const = 0;
};
template <int N> struct Derived final : Base {
    std::string text = std::string(N * 11, 'd');
    std::string name() const override { return text.substr(0, 3) + std::to_string(N); }
};
struct alignas(128) Wide {
    double lanes[16] = {};
};

int main() {
    std::ofstream(std::getenv("MAPS") + std::string("/program")) << std::ifstream("/proc/self/maps").rdbuf();
    Chain<40> chain;
    unsigned long total = 0;
    for (unsigned long i = 0; i < 300; i++) total += chain.run(i);
    std::vector<std::unique_ptr<Base>> all;
    for (int i = 0; i < 10000; i++) {
        if (i % 2) all.push_back(std::make_unique<Derived<3>>());
        else all.push_back(std::make_unique<Derived<7>>());
    }
    std::unordered_map<std::string, int> names;
    for (auto &one : all) names[one->name()]++;
    std::vector<Wide> wides(1000);
    std::vector<std::thread> threads;
    std::vector<unsigned long> sums(4);
    for (int t = 0; t < 4; t++)
        threads.emplace_back([&sums, t] {
            std::vector<std::string> mine;
            for (int i = 0; i < 100000; i++) {
                mine.push_back(std::string(i % 100, 'a'));
                if (mine.size() > 1000) mine.erase(mine.begin() + i % 500, mine.begin() + i % 500 + 400);
            }
            sums[t] = std::accumulate(mine.begin(), mine.end(), 0UL, [](auto s, auto &m) { return s + m.size(); });
        });
    for (auto &t : threads) t.join();
    std::stringstream stream;
    for (auto &[name, n] : std::map<std::string, int>(names.begin(), names.end())) stream << name << '=' << n << ' ';
    bool caught = false;
    try {
        std::vector<char> huge;
        huge.reserve(1UL << 61);
    } catch (const std::bad_alloc &) {
        caught = true;
    }
    std::smatch match;
    std::string text = "alpha 123 beta 456";
    std::regex_search(text, match, std::regex("([a-z]+) (4\\d+)"));
    std::cout << total << ' ' << stream.str() << sums[0] + sums[3] << ' ' << wides.size() << ' ' << caught << ' '
              << match[2] << '\n';
    return reinterpret_cast<unsigned long>(&wides[0]) % 128 != 0;
}
END

for flags in "-O0 -g" "-O2"; do
    # shellcheck disable=SC2086  # two flags in one word
    g++ -std=c++17 $flags -ffile-prefix-map="$PWD=." -frandom-seed=1 -c program.cc -o program.o
    echo "$flags: $(cksum <program.o)"
done
g++ program.o -o program -pthread
./program
g++ -std=c++20 -O3 -S -frandom-seed=1 program.cc -o - | cksum
