// free_sized(NULL, …) does nothing.
// glibc: no
#include "../t.h"

int main(void) {
    free_sized(t_opaque(NULL), 0);
    free_sized(t_opaque(NULL), 100);
    free_sized(t_opaque(NULL), t_size(SIZE_MAX));
    return 0;
}
