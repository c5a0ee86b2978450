// An object deleted twice.
// expect: SIGABRT "orthotope: " "double free of 0x"
#include "../t.h"

int main() {
    int *p = new int(7);
    t_named(p);
    delete p;
    delete static_cast<int *>(t_opaque(p));
}
