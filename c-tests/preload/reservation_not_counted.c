// Addresses are reserved without access from the first moment: where overcommit is strict the kernel counts what is mapped
// accessible, however short, and refuses other processes theirs meanwhile.
// mode: preload
// glibc: yes
#include "../t.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { GIB_SHIFT = 30 };
#define ARG(number, high) (offsetof(struct seccomp_data, args[number]) + ((high) ? 4 : 0)) // little-endian

// Kills who maps a GiB or more that can be written to.
static void forbid_long_writable(void) {
    static struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 0, 6),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARG(2, 0)),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_WRITE, 0, 4),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARG(1, 1)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARG(1, 0)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 1u << GIB_SHIFT, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    CHECK_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
        puts("no seccomp here");
        exit(T_SKIP);
    }
}

static int ending(int (*child)(void)) {
    pid_t pid = fork();
    CHECK_GE(pid, 0);
    if (pid == 0) _exit(child());
    int status;
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    return status;
}

static int map_gib(void) {
    return mmap(NULL, 1ul << GIB_SHIFT, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED;
}

static int run_true(void) {
    execl("/bin/true", "true", NULL);
    return 100;
}

int main(void) {
    if (ending(map_gib) != 0) {
        puts("a GiB cannot be mapped here");
        return T_SKIP;
    }
    forbid_long_writable();
    int status = ending(map_gib);
    CHECK(WIFSIGNALED(status)); // the filter works
    CHECK_EQ(ending(run_true), 0);
    return 0;
}
