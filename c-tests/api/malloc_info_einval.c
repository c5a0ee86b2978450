// malloc_info with options other than 0 returns EINVAL and writes nothing.
#include "../t.h"

int main(void) {
    FILE *stream = tmpfile();
    CHECK(stream != NULL);
    CHECK_EQ(malloc_info(1, stream), EINVAL);
    CHECK_EQ(malloc_info(-1, stream), EINVAL);
    CHECK_EQ(ftell(stream), 0);
    fclose(stream);
    return 0;
}
