// When the work has stopped and the window is over, the next tensor that comes and goes leaves what is live and a tenth more.
// glibc: no
// env: ORTHOTOPE_LARGE_WINDOW_MS=200
#include "../t.h"
#include "tensors.h"

int main(void) {
    enum { WEIGHTS = 32, BYTES = 4 << 20 };
    unsigned char *weights[WEIGHTS];
    long base = t_rss_mib();
    for (int i = 0; i < WEIGHTS; i++) tensor_touch(weights[i] = tensor_take(BYTES), BYTES);
    for (int i = 0; i < 3; i++) tensor_step();
    long live = base + WEIGHTS * (BYTES >> 20);
    CHECK_GE(t_rss_mib(), live + 100); // the tensors are warm
    usleep(600000);
    free(tensor_take(MIB));
    CHECK_LE(t_rss_mib(), live * 11 / 10);
    for (int i = 0; i < WEIGHTS; i++) free(weights[i]);
    return 0;
}
