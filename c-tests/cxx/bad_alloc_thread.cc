// Threads that all fail at once each catch their own std::bad_alloc.
#include "../t.h"
#include <new>
#include <thread>
#include <vector>

int main() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++)
        threads.emplace_back([] {
            for (int j = 0; j < 500; j++) {
                bool caught = false;
                try {
                    ::operator delete(::operator new(t_size(size_t(1) << 60)));
                } catch (const std::bad_alloc &) {
                    caught = true;
                }
                CHECK(caught);
            }
        });
    for (auto &t : threads) t.join();
}
