// free_aligned_sized(NULL, …) does nothing.
// glibc: no
#include "../t.h"

int main(void) {
    free_aligned_sized(t_opaque(NULL), 64, 0);
    free_aligned_sized(t_opaque(NULL), 64, 100);
    free_aligned_sized(t_opaque(NULL), t_size(3), t_size(SIZE_MAX));
    return 0;
}
