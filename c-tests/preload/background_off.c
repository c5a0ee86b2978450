// Without the setting there is no helper thread.
// env: ORTHOTOPE_BACKGROUND=0
#include "background.h"

int main(void) {
    leave_a_tenth(50, 50);
    CHECK_EQ(threads(), 1);
    return 0;
}
