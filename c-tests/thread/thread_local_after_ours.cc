// A thread_local made inside another one's destructor, and keys set there, still free and allocate.
#include "../t.h"
#include <atomic>
#include <memory>
#include <string>
#include <thread>

static pthread_key_t key;
static std::atomic<int> ran;

struct Second {
    std::string text = std::string(500, 's');
    ~Second() {
        CHECK_EQ(text[499], 's');
        ran++;
    }
};
static Second &second() {
    thread_local Second s;
    return s;
}
struct First {
    std::unique_ptr<std::string> text = std::make_unique<std::string>(300, 'f');
    ~First() {
        CHECK_EQ((*text)[299], 'f');
        text.reset();
        CHECK_EQ(second().text[0], 's');
        CHECK_EQ(pthread_setspecific(key, new std::string(700, 'k')), 0);
        ran++;
    }
};
static First &first() {
    thread_local First f;
    return f;
}

static void destroy(void *p) {
    auto *text = static_cast<std::string *>(p);
    CHECK_EQ((*text)[699], 'k');
    delete text;
    ran++;
}

int main() {
    CHECK_EQ(pthread_key_create(&key, destroy), 0);
    for (int i = 0; i < 2000; i++) {
        std::thread t([] { CHECK_EQ((*first().text)[0], 'f'); });
        t.join();
    }
    CHECK_EQ(ran.load(), 6000);
    CHECK_LE(t_rss_mib(), 60);
}
