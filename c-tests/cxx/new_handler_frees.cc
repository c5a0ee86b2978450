// new calls the new-handler until it succeeds: a handler that frees memory makes it so.
#include "../t.h"
#include <new>

static void *held;
static int calls;

static void give_up_memory() {
    calls++;
    if (calls < 3) return; // looped, though nothing has changed
    CHECK(held != nullptr);
    free(held);
    held = nullptr;
    malloc_trim(0);
}

int main(int, char **argv) {
    t_limit_as(argv, GIB);
    held = malloc(600 * MIB);
    CHECK(held != nullptr);
    std::set_new_handler(give_up_memory);
    char *p = static_cast<char *>(::operator new(600 * MIB));
    p[0] = p[600 * MIB - 1] = 1;
    CHECK_EQ(calls, 3);
    ::operator delete(p);
}
