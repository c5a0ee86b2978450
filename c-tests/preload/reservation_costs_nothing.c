// Reserving addresses does not make the program's page tables or resident memory large.
// glibc: yes
#include "../t.h"

int main(void) {
    free(malloc(100));
    CHECK_LE(t_rss_mib(), 20);
    CHECK_LE(t_status_kib("VmPTE:"), 2000);
    return 0;
}
