// A plain program opens the library with RTLD_LOCAL and uses the prefixed functions; malloc stays libc's.
// mode: plain
#include "libc.h"

int main(void) {
    void *before = malloc(1000);
    void *lib = dlopen(getenv("T_LIB"), RTLD_NOW | RTLD_LOCAL);
    if (!lib) t_fail(__FILE__, __LINE__, "%s", dlerror());
    void *(*make)(size_t) = (void *(*)(size_t))dlsym(lib, "orthotope_malloc");
    void (*drop)(void *) = (void (*)(void *))dlsym(lib, "orthotope_free");
    size_t (*usable)(const void *) = (size_t(*)(const void *))dlsym(lib, "orthotope_malloc_usable_size");
    CHECK(make && drop && usable);
    size_t held = libc_in_use();
    for (size_t n = 1; n < 20 * MIB; n = n * 3 + 1) {
        void *p = make(n);
        CHECK(p != NULL);
        CHECK_GE(usable(p), n);
        t_fill(p, n, n);
        CHECK_FILLED(p, n, n);
        drop(p);
    }
    CHECK_LE(libc_in_use(), held);
    drop(before); // libc's, from before the library came
    void *p = malloc(1000);
    CHECK_GE(libc_in_use(), held - 1000);
    free(p);
    return 0;
}
