// After start the library needs only mmap, munmap, mprotect, madvise, mremap, futex and write.
#include "../t.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define ALLOW(name)                                                                                               \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

// Beyond 16 MiB while no pages are warm, with another block behind it: by mremap.
static void grow(void) {
    char *p = NULL, *behind = NULL;
    for (size_t n = 100000; n < 64 * MIB; n += n / 2) {
        CHECK((p = realloc(p, n)) != NULL);
        p[n - 1] = 1;
        free(behind);
        CHECK((behind = malloc(100000)) != NULL);
    }
    free(behind);
    free(p);
}

int main(void) {
    static struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ALLOW(mmap),   ALLOW(munmap), ALLOW(mprotect), ALLOW(madvise),
        ALLOW(mremap), ALLOW(futex),  ALLOW(write),    ALLOW(exit_group),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    void *first = malloc(100);
    CHECK(first != NULL);
    CHECK_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
        puts("no seccomp here");
        return T_SKIP;
    }
    static void *blocks[20000];
    grow();
    for (int round = 0; round < 5; round++) {
        for (size_t i = 0; i < 20000; i++) {
            CHECK((blocks[i] = malloc(1 + (i % 100 ? i % 3000 : i * 50))) != NULL);
            *(char *)blocks[i] = 1;
        }
        for (size_t i = 0; i < 20000; i += 3) CHECK((blocks[i] = realloc(blocks[i], i * 10 + 1)) != NULL);
        for (size_t i = 0; i < 20000; i++) free(blocks[i]);
        malloc_trim(0);
    }
    free(first);
    _exit(0);
}
