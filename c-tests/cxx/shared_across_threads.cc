// Objects made in one thread, shared by many and dropped by whoever is last.
#include "../t.h"
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

int main() {
    for (int round = 0; round < 20; round++) {
        auto all = std::make_shared<std::vector<std::shared_ptr<std::string>>>();
        for (size_t i = 0; i < 5000; i++) all->push_back(std::make_shared<std::string>(i % 300 + 1, 'z'));
        std::vector<std::thread> threads;
        for (size_t t = 0; t < 4; t++)
            threads.emplace_back([mine = *all, t] {
                auto copy = mine;
                for (size_t i = 0; i < copy.size(); i++) {
                    CHECK_EQ(copy[i]->size(), i % 300 + 1);
                    if (i % 4 == t) copy[i] = std::make_shared<std::string>(50, 'q');
                }
            });
        all.reset();
        for (auto &t : threads) t.join();
    }
}
