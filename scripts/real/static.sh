# A static program does not take the preload, and the program that it becomes, which is not static, does.
# version: echo gcc $(gcc -dumpfullversion)
# needs: gcc
# packages: gcc libc6-dev
# in make test
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
cat >static.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void) {
    long sum = 0;
    for (int i = 1; i < 20000; i++) {
        char *p = malloc((size_t)i);
        memset(p, i, (size_t)i);
        sum += p[i / 2];
        free(p);
    }
    printf("%ld\n", sum);
    FILE *maps = fopen("/proc/self/maps", "r"), *copy = fopen("maps", "w");
    char line[4096];
    while (fgets(line, sizeof line, maps)) fputs(line, copy);
    fclose(copy);
    fflush(stdout);
    execlp("cat", "cat", "/proc/self/maps", (char *)NULL);
    return 1;
}
C
gcc -O0 -static -o static static.c
./static >said
head -n 1 said
grep -qF "$PWD/static" maps
echo "lines of its maps about what is preloaded: $(preloaded maps)"
tail -n +2 said >"$MAPS/cat"
