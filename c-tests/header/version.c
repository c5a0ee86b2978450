// The library's version, its number and the header's macro agree.
// needs: orthotope.h
#include "../t.h"
#include <orthotope.h>

int main(void) {
    int a, b, c, end = 0;
    const char *version = orthotope_version();
    CHECK(version != NULL);
    CHECK_EQ(sscanf(version, "%d.%d.%d%n", &a, &b, &c, &end), 3);
    CHECK(version[end] == 0 || version[end] == '-' || version[end] == '+');
    CHECK_EQ(orthotope_version_number(), a * 1000000 + b * 1000 + c);
    CHECK_EQ(strcmp(version, ORTHOTOPE_VERSION), 0);
    return 0;
}
