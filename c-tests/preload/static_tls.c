// Where other libraries have used static TLS up, opening the library fails with the loader's message, and no harm; up to
// then each copy works.
// mode: plain
#include "libc.h"

// Neither the same file nor the same name would be loaded twice.
static void *open_copy(const char *path, const char **why) {
    static int number;
    char command[8192], copy[4096];
    snprintf(copy, sizeof copy, "%s/tls-copy.%d.%d.so", getenv("T_BUILD"), (int)getpid(), number++);
    snprintf(command, sizeof command, "cp '%s' '%s'", path, copy);
    CHECK_EQ(system(command), 0);
    void *lib = dlopen(copy, RTLD_NOW | RTLD_LOCAL);
    *why = lib ? "" : dlerror();
    unlink(copy);
    return lib;
}

int main(void) {
    char plugin[4096];
    const char *why;
    int taken = 0, copies = 0;
    void *lib;
    snprintf(plugin, sizeof plugin, "%s/plugin/preload/static_tls.so", getenv("T_BUILD"));
    while (open_copy(plugin, &why)) CHECK_LE(++taken, 100);
    CHECK(strstr(why, "static TLS") != NULL);
    while ((lib = open_copy(getenv("T_LIB"), &why))) {
        CHECK_LE(++copies, 200);
        void *(*make)(size_t) = (void *(*)(size_t))dlsym(lib, "orthotope_malloc");
        void (*drop)(void *) = (void (*)(void *))dlsym(lib, "orthotope_free");
        CHECK(make && drop);
        void *p = make(100000);
        CHECK(p != NULL);
        drop(p);
    }
    if (!strstr(why, "static TLS")) t_fail(__FILE__, __LINE__, "%s", why);
    CHECK_GE(copies, 1); // the library wants little of it
    return 0;
}
