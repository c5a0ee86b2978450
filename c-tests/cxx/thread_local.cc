// thread_local destructors free and allocate while their thread ends.
#include "../t.h"
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

static std::atomic<int> *destroyed;

struct Late {
    std::vector<std::unique_ptr<std::string>> held;
    ~Late() {
        for (auto &s : held) CHECK_EQ((*s)[0], 'x');
        held.clear();
        for (int i = 0; i < 100; i++) held.push_back(std::make_unique<std::string>(1000, 'y'));
        void *p = malloc(300000);
        CHECK(p != nullptr);
        free(p);
        ++*destroyed;
    }
};
static thread_local Late late;

int main() {
    std::atomic<int> count{0};
    destroyed = &count;
    for (int round = 0; round < 200; round++) {
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; i++)
            threads.emplace_back([] {
                for (size_t n = 1; n < 200; n++) late.held.push_back(std::make_unique<std::string>(n * 10, 'x'));
            });
        for (auto &t : threads) t.join();
    }
    CHECK_EQ(count.load(), 800);
    CHECK_LE(t_rss_mib(), 200);
}
