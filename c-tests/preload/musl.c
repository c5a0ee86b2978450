// A program of musl's, started with the library preloaded, does not run: musl's loader says what glibc has and it lacks.
// mode: plain
#include "../t.h"

int main(void) {
    char command[4096], line[512];
    const char *lib = getenv("T_LIB"), *build = getenv("T_BUILD");
    CHECK(lib && build);
    snprintf(command, sizeof command, "'%s/plugin/preload/musl.exe' 2>/dev/null", build);
    if (system(command)) {
        puts("no musl program could be built and run here: musl-gcc (Debian: musl-tools) is missing");
        return T_SKIP;
    }
    snprintf(command, sizeof command, "LD_PRELOAD='%s' '%s/plugin/preload/musl.exe' 2>&1", lib, build);
    FILE *said = popen(command, "r");
    CHECK(said != NULL);
    int named = 0;
    while (fgets(line, sizeof line, said)) named |= strstr(line, "__register_atfork: symbol not found") != NULL;
    CHECK_EQ(pclose(said), 127 << 8);
    CHECK_EQ(named, 1);
    return 0;
}
