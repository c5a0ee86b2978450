// The same with the windows that are the default: one second, and ten.
// env: ORTHOTOPE_BACKGROUND=1
// mode: preload
#include "background.h"

int main(void) {
    long before = t_rss_mib();
    wait_for_rss(before + leave_a_tenth(100, 200) * 11 / 10 + 2);
    return 0;
}
