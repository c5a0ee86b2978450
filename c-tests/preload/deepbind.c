// A plugin opened with RTLD_DEEPBIND, whose malloc is the C library's, gives and takes blocks.
// glibc: yes
#include "../t.h"
#include <dlfcn.h>

int main(void) {
    char path[4096];
    snprintf(path, sizeof path, "%s/plugin/preload/deepbind.so", getenv("T_BUILD"));
    void *plugin = dlopen(path, RTLD_NOW | RTLD_DEEPBIND);
    if (!plugin) t_fail(__FILE__, __LINE__, "%s", dlerror());
    void *(*make)(size_t) = (void *(*)(size_t))dlsym(plugin, "plugin_make");
    CHECK(make != NULL);
    for (size_t n = 1; n < 10 * MIB; n *= 3) {
        void *p = make(n);
        CHECK(p != NULL);
        CHECK_GE(malloc_usable_size(p), n);
        p = realloc(p, n + 100);
        CHECK(p != NULL);
        free(p);
    }
    CHECK_EQ(dlclose(plugin), 0);
    return 0;
}
