// A statically linked program that is started with the library preloaded runs as it does alone.
#include "../t.h"
#include <sys/wait.h>

int main(void) {
    char command[8192], line[100] = "";
    snprintf(command, sizeof command, "%s/plugin/preload/static_child.exe 2>&1", getenv("T_BUILD"));
    setenv("LD_PRELOAD", getenv("T_LIB"), 1);
    FILE *child = popen(command, "r");
    CHECK(child != NULL);
    CHECK(fgets(line, sizeof line, child) == line);
    CHECK_EQ(strcmp(line, "static 1000\n"), 0);
    CHECK_EQ(pclose(child), 0);
    return 0;
}
