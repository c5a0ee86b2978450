// mallinfo2: hblks and hblkhd count blocks above 64 KiB, arena the spans of small ones, fordblks and keepcost what is
// held free, and the other fields are 0.
// glibc: no
#include "../t.h"

int main(void) {
    struct mallinfo2 before = mallinfo2();
    void *large = malloc(10 * MIB), *small[1000];
    CHECK(large != NULL);
    for (int i = 0; i < 1000; i++) CHECK((small[i] = malloc(5000)) != NULL);
    struct mallinfo2 held = mallinfo2();
    CHECK_EQ(held.hblks, before.hblks + 1);
    CHECK_GE(held.hblkhd, before.hblkhd + 10 * MIB);
    CHECK_GE(held.uordblks, before.uordblks + 10 * MIB + 1000 * 5000);
    CHECK_GE(held.arena, before.arena + 1000 * 5000 - MIB);
    CHECK_LE(held.arena, held.uordblks + held.fordblks - held.hblkhd);
    CHECK_LE(held.keepcost, held.fordblks);
    CHECK_EQ(held.ordblks + held.smblks + held.usmblks + held.fsmblks, 0);
    free(large);
    for (int i = 0; i < 1000; i++) free(small[i]);
    struct mallinfo2 freed = mallinfo2();
    CHECK_EQ(freed.hblks, before.hblks);
    CHECK_GE(freed.fordblks, before.fordblks);
    return 0;
}
