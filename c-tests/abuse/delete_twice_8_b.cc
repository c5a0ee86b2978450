// An object of 8 B deleted twice.
// expect: SIGABRT "orthotope: free(): double free of 0x"
#include "../t.h"

struct object {
    char bytes[8];
};

int main() {
    object *p = new object;
    t_named(p);
    delete p;
    delete static_cast<object *>(t_opaque(p));
}
