# gcc compiles, links and archives a C program: the object files must be identical byte for byte.
# version: echo gcc $(gcc -dumpfullversion)
# needs: gcc ar objdump pgrep
# packages: gcc libc6-dev binutils procps
# in make test
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"

# The compiler proper waits to open a pipe; meanwhile its maps can be read.
mkfifo waits.c
gcc -E -P waits.c -o waits.out &
driver=$!
await pgrep -P "$driver" -x cc1
proof "$(pgrep -P "$driver" -x cc1)" "$(gcc -print-prog-name=cc1)"
echo "int x;" >waits.c
wait "$driver"
cat waits.out

awk 'BEGIN {
    print "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>"
    for (i = 0; i < 250; i++) {
        printf "struct s%d { int a[%d]; struct s%d *next; double d; };\n", i, i % 9 + 1, i
        printf "static unsigned f%d(unsigned x, const char *t) {\n", i
        printf "  struct s%d s; memset(&s, x & 255, sizeof s); unsigned r = x * %du + %du;\n", i, i * 2654435761 % 100003, i
        printf "  for (unsigned k = 0; k < %d; k++) { switch ((r >> 3) %% 5) {\n", i % 13 + 3
        for (c = 0; c < 5; c++) printf "    case %d: r = (r << %d) ^ (r >> %d) ^ (unsigned)t[k %% 4] ^ (unsigned)s.a[0]; break;\n", c, c + 1, 7 - c
        printf "  } }\n  return r;\n}\n"
    }
    print "int main(void) { unsigned r = 1;"
    for (i = 0; i < 250; i++) printf "  r = f%d(r, \"%c%c%c%c\");\n", i, 97 + i % 26, 98 + i % 20, 99, 100
    print "  char *p = malloc(1000); sprintf(p, \"%u\", r); puts(p); free(p); return 0; }"
}' >program.c

for level in -O0 -O2 "-O3 -g"; do
    # shellcheck disable=SC2086  # two flags in one word
    gcc $level -Wall -Wextra -ffile-prefix-map="$PWD=." -frandom-seed=1 -c program.c -o program.o
    echo "$level: $(cksum <program.o)"
    gcc program.o -o program && ./program
done
gcc -O2 -S -fverbose-asm -ffile-prefix-map="$PWD=." program.c -o - | cksum
gcc -O2 -flto -flto-partition=one -frandom-seed=1 program.c -o lto && ./lto
objdump -d program | sed 1,3d | cksum
ar rcD program.a program.o && cksum <program.a
