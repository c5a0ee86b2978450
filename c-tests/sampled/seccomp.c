// Taking stacks makes no system calls but those that the library makes anyway: a filter that kills for any other sees none.
// env: ORTHOTOPE_GUARD_SAMPLE=1
#include "../t.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

static void allow_little(void) {
    static const int allowed[] = {SYS_mmap,  SYS_munmap, SYS_mprotect,   SYS_madvise,     SYS_mremap,
                                  SYS_futex, SYS_write,  SYS_exit_group, SYS_rt_sigreturn};
    enum { COUNT = sizeof allowed / sizeof *allowed };
    struct sock_filter filter[COUNT + 3];
    int n = 0;
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < COUNT; i++)
        filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)allowed[i], (unsigned char)(COUNT - i), 0);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {.len = (unsigned short)n, .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        puts("no seccomp filters here");
        exit(T_SKIP);
    }
}

// Frames on several pages.
__attribute__((noinline)) static void deep(int depth) {
    volatile char room[3000];
    room[depth] = 1;
    if (depth > 0) return deep(depth - 1), t_opaque(room), (void)0;
    for (size_t n = 1; n < 20000; n += 50) {
        void *p = realloc(malloc(n), 2 * n);
        CHECK(p != NULL);
        free(p);
    }
}

int main(void) {
    free(malloc(1));
    allow_little();
    deep(8);
    _exit(0);
}
