# xz, zstd and bzip2 with threads: what they write and what comes back.
# version: xz --version
# needs: xz zstd bzip2
# packages: xz-utils zstd bzip2
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
awk 'BEGIN { s = 1; for (i = 0; i < 700000; i++) { s = (s * 1103515245 + 12345) % 2147483648; printf "%d %s\n", s % 100000, substr("the quick brown fox jumps over the lazy dog", s % 30 + 1, s % 13) } }' >text
held text xz -T2 --block-size=4MiB -5 -c >text.xz
zstd -q -T2 -12 -k text -o text.zst
head -c 3000000 text | zstd -q -T2 --long=27 -19 -c >long.zst
bzip2 -k -c text >text.bz2
for file in text.xz text.zst long.zst text.bz2; do cksum <"$file"; done
xz -T2 -dc text.xz | cmp - text && zstd -q -dc text.zst | cmp - text && bzip2 -dc text.bz2 | cmp - text &&
    zstd -q --long=27 -dc long.zst | cmp - <(head -c 3000000 text) && echo "as before"
zstd -q -b1 -e3 -i1 text >&2
