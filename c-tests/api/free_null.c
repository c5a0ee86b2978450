// free(NULL) does nothing.
#include "../t.h"

int main(void) {
    for (int i = 0; i < 1000; i++) free(t_opaque(NULL));
    return 0;
}
