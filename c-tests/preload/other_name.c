// Preloaded by a link that is named after tcmalloc, as launchers that look for that name want it, the library's malloc
// is the program's.
// mode: plain
#include "../t.h"
#include <dlfcn.h>

int main(int argc, char **argv) {
    const char *lib = getenv("T_LIB"), *preload = getenv("LD_PRELOAD");
    CHECK(lib != NULL && argc == 1);
    if (preload) {
        Dl_info info;
        CHECK(dladdr((void *)(uintptr_t)malloc, &info) != 0);
        CHECK_EQ(strcmp(info.dli_fname, preload), 0);
        CHECK(dlsym(RTLD_DEFAULT, "orthotope_malloc") != NULL);
        return 0;
    }
    char folder[] = "/tmp/other_name.XXXXXX", link[64], command[4096];
    CHECK(mkdtemp(folder) != NULL);
    snprintf(link, sizeof link, "%s/libtcmalloc.so", folder);
    CHECK_EQ(symlink(lib, link), 0);
    snprintf(command, sizeof command, "LD_PRELOAD=%s exec '%s'", link, argv[0]);
    int status = system(command);
    CHECK_EQ(unlink(link), 0);
    CHECK_EQ(rmdir(folder), 0);
    CHECK_EQ(status, 0);
    return 0;
}
