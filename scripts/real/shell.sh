# Pipelines over a tree of 3000 files: bash, awk, find, xargs, sort, grep, sed, tar, gzip, diff.
# version: bash --version | cut -d ' ' -f 2-4
# needs: awk find xargs tar gzip
# packages: findutils tar gzip mawk
# in make test
set -euo pipefail

cat "/proc/$$/maps" >"$MAPS/bash"
awk 1 /proc/self/maps >"$MAPS/awk"
sort /proc/self/maps >"$MAPS/sort"
sed '' /proc/self/maps >"$MAPS/sed"
grep . /proc/self/maps >"$MAPS/grep"
gzip -c /proc/self/maps | gzip -dc >"$MAPS/gzip"
# shellcheck disable=SC2016  # for the inner shell
find . -maxdepth 0 -exec sh -c 'cat /proc/$PPID/maps' \; >"$MAPS/find"

mkdir tree
awk 'BEGIN {
    srand(7); seed = 42
    for (d = 0; d < 60; d++) {
        dir = "tree/d" d % 8 "/e" d
        system("mkdir -p " dir)
        for (f = 0; f < 50; f++) {
            file = dir "/f" f ".txt"
            for (l = 0; l < 40; l++) {
                seed = (seed * 1103515245 + 12345) % 2147483648
                printf "%d w%d line%d %s\n", seed, seed % 5000, l, substr("abcdefghijklmnopqrstuvwxyz", seed % 20 + 1) > file
            }
            close(file)
        }
    }
}'

echo "== counts"
find tree -type f | wc -l
find tree -type f -print0 | xargs -0 cat | wc
find tree -type f -size +1k -name '*7*' | sort | sed -n 1,5p

echo "== words"
find tree -type f -print0 | sort -z | xargs -0 -n 100 cut -d ' ' -f 2 | sort | uniq -c | sort -k1,1nr -k2 | sed -n 1,10p
find tree -type f -print0 | xargs -0 -n 20 -P 4 cksum | sort -k3 | cksum
find tree -type f -print0 | sort -z | xargs -0 cat >all.txt
sort -S 4M -n all.txt | cksum
sort -S 64M --parallel=2 -k4 -k1,1nr all.txt | cksum
awk '{ n[$2]++; s[$2] += $1 } END { for (w in n) print w, n[w], s[w] }' all.txt | sort | cksum
grep -rhoE 'w[0-9]{2} ' tree | sort | uniq -c | sort -rn | cksum
sed -E 's/([a-z]+)([0-9]+)/\2\1/g' all.txt | cksum
join -j 1 <(sort -k2,2 all.txt | awk 'NR <= 20000 { print $2, $1 }') <(awk '{ print $2 }' all.txt | sort -u) | cksum

echo "== archives"
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf tree.tar tree
cksum <tree.tar
gzip -9n <tree.tar >tree.tgz
gzip -dc tree.tgz | cmp - tree.tar && echo "gzip returns what it took"
mkdir copy && tar -xf tree.tar -C copy
diff -r tree copy/tree && echo "tar returns what it took"

echo "== shell"
declare -A seen=()
text='' total=0
while read -r number word _; do
    seen[$word]=$((${seen[$word]:-0} + number % 1000))
    text+=${word:1:2}
done < <(head -n 20000 all.txt)
for word in "${!seen[@]}"; do total=$((total + seen[$word])); done
echo "${#seen[@]} words, total $total, text of ${#text}: $(cksum <<<"${text//1/one}")"
for i in {1..300}; do
    turned=$(printf %05d "$i" | rev)
    echo "${turned//0/o}"
done | cksum
