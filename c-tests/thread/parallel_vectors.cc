// Threads that grow vectors and strings at once, and hand the results to main.
#include "../t.h"
#include <future>
#include <string>
#include <vector>

static std::vector<std::string> work(size_t seed) {
    std::vector<std::string> out;
    for (size_t i = 0; i < 20000; i++) {
        std::string s;
        for (size_t j = 0; j < (seed + i) % 60; j++) s += static_cast<char>('a' + j % 26);
        out.push_back(s);
    }
    return out;
}

int main() {
    for (size_t round = 0; round < 4; round++) {
        std::vector<std::future<std::vector<std::string>>> results;
        for (size_t i = 0; i < 6; i++) results.push_back(std::async(std::launch::async, work, i));
        for (size_t i = 0; i < 6; i++) {
            auto strings = results[i].get();
            for (size_t k = 0; k < strings.size(); k++) CHECK_EQ(strings[k].size(), (i + k) % 60);
        }
    }
}
