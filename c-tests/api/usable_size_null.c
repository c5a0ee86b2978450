// malloc_usable_size(NULL) is 0.
#include "../t.h"

int main(void) {
    CHECK_EQ(malloc_usable_size(t_opaque(NULL)), 0);
    return 0;
}
