// A core dump has what the program touched in it, and none of the reserved addresses.
#include "../t.h"
#include <sys/stat.h>
#include <sys/wait.h>

int main(void) {
    char folder[] = "/tmp/core_dump.XXXXXX";
    CHECK(mkdtemp(folder) != NULL);
    CHECK_EQ(chdir(folder), 0);
    pid_t pid = fork();
    CHECK_GE(pid, 0);
    if (pid == 0) {
        struct rlimit any = {RLIM_INFINITY, RLIM_INFINITY};
        void *p = malloc(10 * MIB);
        CHECK(p != NULL);
        memset(p, 1, 10 * MIB);
        if (setrlimit(RLIMIT_CORE, &any)) _exit(0);
        abort();
    }
    int status;
    struct stat core;
    char other[32];
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    snprintf(other, sizeof other, "core.%d", (int)pid);
    const char *name = stat(other, &core) ? "core" : other;
    int there = stat(name, &core) == 0;
    if (there) CHECK_EQ(unlink(name), 0);
    CHECK_EQ(chdir("/"), 0);
    int emptied = rmdir(folder);
    if (!there) {
        puts("no core file comes here: forbidden (ulimit -c), or /proc/sys/kernel/core_pattern sends it elsewhere");
        return T_SKIP;
    }
    CHECK_EQ(emptied, 0);
    CHECK_GE(core.st_blocks * 512, 10 * MIB);
    CHECK_LE(core.st_size, 40 * MIB);
    return 0;
}
