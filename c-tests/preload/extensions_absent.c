// The names by which programs recognise jemalloc and tcmalloc are nobody's: a weak reference is null, and so is what
// dlsym finds.
// glibc: yes
#include "../t.h"
#include <dlfcn.h>

#pragma weak mallctl
#pragma weak MallocExtension_ReleaseFreeMemory
int mallctl(const char *name, void *old, size_t *old_size, void *new_value, size_t new_size);
void MallocExtension_ReleaseFreeMemory(void);

int main(void) {
    static const char *const names[] = {
        "mallctl", "mallctlbymib", "mallctlnametomib", "mallocx", "rallocx", "sdallocx", "nallocx", "je_malloc",
        "malloc_stats_print", "malloc_conf", "MallocExtension_ReleaseFreeMemory", "MallocExtension_GetNumericProperty",
        "MallocExtension_Internal_GetNumericProperty", "_ZN15MallocExtension8instanceEv", "tc_malloc", "mi_malloc",
        "mi_version",
    };
    CHECK_NULL(t_opaque((void *)(uintptr_t)mallctl));
    CHECK_NULL(t_opaque((void *)(uintptr_t)MallocExtension_ReleaseFreeMemory));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dlsym(RTLD_DEFAULT, names[i])) t_fail(__FILE__, __LINE__, "there is a %s", names[i]);
    return 0;
}
