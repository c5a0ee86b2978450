// A plugin opened with RTLD_DEEPBIND gets a line of libc's getline, whose malloc is ours. The program may free it; the
// plugin's own free is libc's, which knows no such block: docs/compatibility.md says so.
#include "../t.h"
#include <dlfcn.h>
#include <sys/wait.h>

typedef char *line_of(FILE *);

static line_of *function(void *plugin, const char *name) {
    line_of *found = (line_of *)dlsym(plugin, name);
    CHECK(found != NULL);
    return found;
}

int main(void) {
    char path[4096];
    snprintf(path, sizeof path, "%s/plugin/preload/deepbind.so", getenv("T_BUILD"));
    void *plugin = dlopen(path, RTLD_NOW | RTLD_DEEPBIND);
    if (!plugin) t_fail(__FILE__, __LINE__, "%s", dlerror());
    FILE *lines = fmemopen("one\ntwo\n", 8, "r");
    CHECK(lines != NULL);

    char *line = function(plugin, "plugin_line")(lines);
    CHECK(line != NULL && strcmp(line, "one\n") == 0);
    CHECK_GE(malloc_usable_size(line), 5);
    free(line);

    // What libc takes for the block's header is the end of the block before it: zeros.
    for (int i = 0; i < 10; i++) CHECK(calloc(1, 120) != NULL);
    pid_t pid = fork();
    CHECK_GE(pid, 0);
    if (pid == 0) {
        CHECK(freopen("/dev/null", "w", stderr) != NULL);
        function(plugin, "plugin_free_line")(lines);
        _exit(0);
    }
    int status;
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    return 0;
}
