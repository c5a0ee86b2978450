// What docs/configuration.md shows: python3 under a limit gets a MemoryError, and within it works.
// mode: plain
#include "../t.h"

static int under_limit(const char *expression) {
    char command[1024];
    const char *lib = getenv("T_LIB");
    CHECK(lib != NULL);
    snprintf(command, sizeof command, "ORTHOTOPE_MEMORY_LIMIT=200M LD_PRELOAD=%s python3 -c '%s' 2>&1", lib, expression);
    FILE *out = popen(command, "r");
    CHECK(out != NULL);
    char line[256];
    int refused = 0;
    while (fgets(line, sizeof line, out)) refused |= !strcmp(line, "MemoryError\n");
    CHECK_EQ(pclose(out), refused ? 256 : 0);
    return refused;
}

int main(void) {
    if (system("python3 -c pass 2>/dev/null")) {
        puts("no python3 here");
        return T_SKIP;
    }
    CHECK_EQ(under_limit("bytearray(300 << 20)"), 1);
    CHECK_EQ(under_limit("bytearray(150 << 20)"), 0);
    return 0;
}
