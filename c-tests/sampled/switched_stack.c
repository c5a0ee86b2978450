// A malloc by code that has gone to a stack of its own without telling the unwind tables: nothing behind that stack's end
// is read.
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"
#include <sys/mman.h>

#if defined __x86_64__ && !defined __clang__
static char *top;

__attribute__((noinline, used)) static void on_it(void) {
    for (int i = 0; i < 200; i++) free(t_opaque(malloc(64)));
}

__attribute__((noinline, optimize("omit-frame-pointer"))) static void go(void) {
    __asm__ volatile("mov %%rsp, %%rbx\n mov %0, %%rsp\n call *%1\n mov %%rbx, %%rsp"
                     :
                     : "r"(top), "r"(on_it)
                     : "rbx", "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
}

int main(void) {
    char *stack = mmap(NULL, 128 * KIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(stack != MAP_FAILED);
    CHECK_EQ(mprotect(stack + 64 * KIB, 64 * KIB, PROT_NONE), 0);
    top = stack + 64 * KIB;
    go();
    // The same with nothing at all behind it.
    CHECK_EQ(munmap(stack + 64 * KIB, 64 * KIB), 0);
    go();
    return 0;
}
#else
int main(void) {
    puts("needs x86-64 and gcc");
    return T_SKIP;
}
#endif
