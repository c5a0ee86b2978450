// Every replaceable operator delete is the library's.
// glibc: no
#include "../t.h"
#include <dlfcn.h>
#include <new>

using std::align_val_t;
using std::nothrow_t;
using std::size_t;

static void from_library(const void *function, const char *name) {
    Dl_info info;
    if (!dladdr(function, &info) || !strstr(info.dli_fname, "liborthotope"))
        t_fail(__FILE__, __LINE__, "%s is of %s", name, info.dli_fname);
}
#define FROM_LIBRARY(type, function) from_library((const void *)static_cast<type>(&function), #function " " #type)

int main() {
    FROM_LIBRARY(void (*)(void *), operator delete);
    FROM_LIBRARY(void (*)(void *), operator delete[]);
    FROM_LIBRARY(void (*)(void *, size_t), operator delete);
    FROM_LIBRARY(void (*)(void *, size_t), operator delete[]);
    FROM_LIBRARY(void (*)(void *, const nothrow_t &), operator delete);
    FROM_LIBRARY(void (*)(void *, const nothrow_t &), operator delete[]);
    FROM_LIBRARY(void (*)(void *, align_val_t), operator delete);
    FROM_LIBRARY(void (*)(void *, align_val_t), operator delete[]);
    FROM_LIBRARY(void (*)(void *, size_t, align_val_t), operator delete);
    FROM_LIBRARY(void (*)(void *, size_t, align_val_t), operator delete[]);
    FROM_LIBRARY(void (*)(void *, align_val_t, const nothrow_t &), operator delete);
    FROM_LIBRARY(void (*)(void *, align_val_t, const nothrow_t &), operator delete[]);
}
