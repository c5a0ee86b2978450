// Nothrow new runs the handler too, and succeeds when the handler frees memory.
#include "../t.h"
#include <new>

static void *held;
static int calls;

static void give_up_memory() {
    calls++;
    CHECK(held != nullptr);
    free(held);
    held = nullptr;
    malloc_trim(0);
}

int main(int, char **argv) {
    t_limit_as(argv, GIB);
    std::set_new_handler(give_up_memory);
    for (int aligned = 0; aligned < 2; aligned++) {
        held = malloc(600 * MIB);
        CHECK(held != nullptr);
        void *p = aligned ? ::operator new(600 * MIB, std::align_val_t(64), std::nothrow)
                          : ::operator new(600 * MIB, std::nothrow);
        CHECK(p != nullptr);
        CHECK_EQ(calls, aligned + 1);
        free(p);
        malloc_trim(0);
    }
}
