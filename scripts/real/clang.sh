# clang: a large file of templates at -O2, twice the same object, and a program and what it does.
# version: clang --version | cut -d ' ' -f 2-4
# needs: clang++
# packages: clang
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
cat >program.cc <<'END'
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <regex>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>
template <int N> struct Sum { static constexpr int value = N + Sum<N - 1>::value; };
template <> struct Sum<0> { static constexpr int value = 0; };
int main() {
    std::unordered_map<std::string, std::vector<std::shared_ptr<int>>> map;
    for (int i = 0; i < 100000; i++) map[std::to_string(i % 977)].push_back(std::make_shared<int>(i));
    std::map<std::string, long> sums;
    for (auto &[key, list] : map) sums[key] = std::accumulate(list.begin(), list.end(), 0L, [](long s, auto &p) { return s + *p; });
    std::ostringstream out;
    for (auto &[key, sum] : sums) out << key << ':' << sum << ' ';
    std::string text = out.str();
    std::regex seven("7[0-9]*:");
    printf("%zu %ld %d\n", text.size(), (long)std::distance(std::sregex_iterator(text.begin(), text.end(), seven), {}), Sum<800>::value);
}
END
cp "$PROGRAMS/../demo/large.cc" .
clang++ -std=c++17 -O2 -c large.cc -o first.o &
proof $! clang++
wait $!
clang++ -std=c++17 -O2 -c large.cc -o second.o
cmp first.o second.o && cksum <first.o
clang++ -std=c++17 -O2 program.cc -o program
./program
