// In a set-user-ID program that is linked with the library, its settings are ignored; it works.
// env: ORTHOTOPE_DISABLE=banana
// expect: exit 0 "ORTHOTOPE_DISABLE" "banana"
// mode: linked
#include "../t.h"
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>

int main(int argc, char **argv) {
    if (getauxval(AT_SECURE)) {
        // A bad setting that was read would have been reported.
        void *p = malloc(1000), *q = malloc(10 * MIB);
        CHECK(p && q);
        free(p);
        free(q);
        return 7;
    }
    if (argc > 1) return T_SKIP; // from a place that is mounted nosuid
    if (geteuid() != 0) {
        puts("only root can make a file of another user set-user-ID");
        return T_SKIP;
    }
    // run.sh finds the report of this process on stderr; the other one has a pipe there.
    char program[4096] = "/tmp/orthotope-setuid.XXXXXX", command[8192];
    int file = mkstemp(program);
    CHECK_GE(file, 0);
    close(file);
    snprintf(command, sizeof command, "cat /proc/%d/exe >%s", (int)getpid(), program);
    CHECK_EQ(system(command), 0);
    CHECK_EQ(chown(program, 65534, 65534), 0);
    CHECK_EQ(chmod(program, 04755), 0);
    int report[2], status;
    CHECK_EQ(pipe(report), 0);
    pid_t pid = fork();
    CHECK_GE(pid, 0);
    if (pid == 0) {
        dup2(report[1], 2);
        execl(program, argv[0], "again", (char *)NULL);
        _exit(1);
    }
    close(report[1]);
    char text[200] = "";
    ssize_t n = read(report[0], text, sizeof text - 1);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    unlink(program);
    if (WIFEXITED(status) && (WEXITSTATUS(status) == T_SKIP || WEXITSTATUS(status) == 127)) {
        puts("set-user-ID has no effect in /tmp, or another user cannot read the library");
        return T_SKIP;
    }
    if (n != 0) t_fail(__FILE__, __LINE__, "it wrote: %s", text);
    CHECK(WIFEXITED(status));
    CHECK_EQ(WEXITSTATUS(status), 7);
    return 0;
}
