// The address of a string literal.
// expect: SIGABRT "orthotope: free(): invalid pointer 0x"
#include "../t.h"

int main(void) {
    const char *text = "orthotope";
    t_named(text);
    free(t_opaque(text));
    return 0;
}
