// A 32-bit program that is started with the library preloaded runs: its loader says that it leaves the library away.
// mode: preload
#include "../t.h"
#include <sys/wait.h>

int main(void) {
    char command[8192], text[4096];
    snprintf(command, sizeof command, "%s/plugin/preload/child_32_bit.exe", getenv("T_BUILD"));
    if (access(command, X_OK)) {
        puts("no 32-bit program could be built here: gcc -m32 and a 32-bit libc (libc6-i386) are missing");
        return T_SKIP;
    }
    strcat(command, " 2>&1");
    FILE *child = popen(command, "r");
    CHECK(child != NULL);
    size_t n = fread(text, 1, sizeof text - 1, child);
    text[n] = 0;
    int status = pclose(child);
    CHECK(WIFEXITED(status));
    if (!strstr(text, "wrong ELF class")) t_fail(__FILE__, __LINE__, "it wrote: %s", text);
    CHECK_EQ(WEXITSTATUS(status), 32);
    return 0;
}
