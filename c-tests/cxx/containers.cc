// Standard containers under churn keep what they hold.
#include "../t.h"
#include <deque>
#include <list>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

int main() {
    std::map<int, std::string> ordered;
    std::unordered_map<int, std::vector<int>> hashed;
    std::list<std::string> list;
    std::deque<std::string> deque;
    uint64_t seed = 1;
    for (int i = 0; i < 200000; i++) {
        int key = static_cast<int>(t_rand(&seed) % 5000);
        ordered[key] = std::string(static_cast<size_t>(key % 200), static_cast<char>('a' + key % 26));
        hashed[key].assign(static_cast<size_t>(key % 300), key);
        list.emplace_back(static_cast<size_t>(key % 100), 'l');
        deque.emplace_front(static_cast<size_t>(key % 100), 'd');
        if (list.size() > 1000) list.pop_front();
        if (deque.size() > 1000) deque.pop_back();
        int gone = static_cast<int>(t_rand(&seed) % 5000);
        auto at = ordered.find(gone);
        if (at != ordered.end()) {
            CHECK_EQ(at->second.size(), gone % 200);
            for (char c : at->second) CHECK_EQ(c, 'a' + gone % 26);
            ordered.erase(at);
        }
        for (int v : hashed[gone]) CHECK_EQ(v, gone);
        hashed.erase(gone);
    }
}
