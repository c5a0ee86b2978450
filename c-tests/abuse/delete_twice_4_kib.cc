// An object of 4 KiB deleted twice.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

struct object {
    char bytes[4 * KIB];
};

int main() {
    object *p = new object;
    t_named(p);
    delete p;
    delete static_cast<object *>(t_opaque(p));
}
