// A C++ program that uses the installed library: containers, a thread, and an exception that passes through frames
// with something to destroy.
#include "uses.h"

#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {
std::vector<std::string> words;

void throws(std::map<int, std::string> by_number) {
    throw std::out_of_range(by_number.at(999) + std::string(100, 'x'));
}
} // namespace

int main() {
    size_t before = live();
    std::thread([] {
        for (int i = 0; i < 1000; i++) words.emplace_back(500, char('a' + i % 26));
    }).join();
    size_t after = live();
    std::map<int, std::string> by_number;
    for (int i = 0; i < 1000; i++) by_number[i] = words[i];
    bool caught = false;
    try {
        throws(by_number);
    } catch (const std::out_of_range &error) {
        caught = std::string(error.what()).size() == 600;
    }
    words.clear();
    if (!caught) return 1;
    return report(before, after, 1000 * 500);
}
