// An object of 256 KiB deleted twice.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

struct object {
    char bytes[256 * KIB];
};

int main() {
    object *p = new object;
    t_named(p);
    delete p;
    delete static_cast<object *>(t_opaque(p));
}
