// In a memory control group of 128 MiB, a program whose live data stays below 60 MiB but that frees and allocates GiBs of
// all sizes is not killed.
// mode: preload
#include "../t.h"
#include <sys/stat.h>
#include <sys/wait.h>

static const char *make_group(char *group, size_t room) {
    int version_2 = access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0;
    const char *top = version_2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
    char path[300];
    snprintf(group, room, "%s/orthotope-test-%d", top, (int)getpid());
    if (mkdir(group, 0755)) return NULL;
    snprintf(path, sizeof path, "%s/%s", group, version_2 ? "memory.max" : "memory.limit_in_bytes");
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, "134217728", 9) != 9) {
        rmdir(group);
        return NULL;
    }
    close(file);
    return group;
}

static void churn(void) {
    enum { COUNT = 600 };
    static char *blocks[COUNT];
    static size_t sizes[COUNT];
    uint64_t seed = 1;
    size_t live = 0;
    for (size_t done = 0; done < 3 * GIB;) {
        size_t i = t_rand(&seed) % COUNT, n = t_rand(&seed) % (t_rand(&seed) % 20 ? 60000 : 4 * MIB) + 1;
        live -= sizes[i];
        free(blocks[i]);
        blocks[i] = NULL;
        sizes[i] = 0;
        if (live + n > 60 * MIB) continue;
        CHECK((blocks[i] = malloc(n)) != NULL);
        memset(blocks[i], 1, n);
        live += sizes[i] = n;
        done += n;
    }
}

int main(int argc, char **argv) {
    char group[200], path[300];
    if (argc > 1) {
        churn();
        return 5;
    }
    if (!make_group(group, sizeof group)) {
        puts("no memory control group can be made here");
        return T_SKIP;
    }
    snprintf(path, sizeof path, "%s/cgroup.procs", group);
    pid_t pid = fork();
    CHECK_GE(pid, 0);
    if (pid == 0) {
        int file = open(path, O_WRONLY | O_CLOEXEC);
        if (file < 0 || write(file, "0", 1) != 1) _exit(T_SKIP);
        setenv("INVOCATION_ID", "test", 1); // as a service has it
        execl("/proc/self/exe", argv[0], "again", (char *)NULL);
        _exit(1);
    }
    int status;
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    for (int i = 0; i < 100 && rmdir(group); i++) usleep(10000);
    if (WIFSIGNALED(status)) t_fail(__FILE__, __LINE__, "died of signal %d", WTERMSIG(status));
    if (WEXITSTATUS(status) == T_SKIP) puts("a memory control group cannot be entered here");
    CHECK(WEXITSTATUS(status) == 5 || WEXITSTATUS(status) == T_SKIP);
    return WEXITSTATUS(status) == 5 ? 0 : T_SKIP;
}
