// An alternative signal stack with nothing below it.
#include "../t.h"
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

static inline void give_small_stack(size_t bytes) {
    if (bytes < getauxval(AT_MINSIGSTKSZ) + KIB) {
        puts("this processor's registers need more");
        exit(T_SKIP);
    }
    size_t room = (bytes + 64 * KIB - 1) / (64 * KIB) * (64 * KIB);
    char *end = (char *)mmap(NULL, 64 * KIB + room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) + 64 * KIB + room;
    // By whole pages of the system's, which are 4 KiB where this is meant.
    size_t accessible = (bytes + 4 * KIB - 1) / (4 * KIB) * (4 * KIB);
    if (mprotect(end - accessible, accessible, PROT_READ | PROT_WRITE) != 0) exit(T_SKIP);
    stack_t stack = {.ss_sp = end - accessible, .ss_size = bytes};
    CHECK_EQ(sigaltstack(&stack, NULL), 0);
}
