# coreutils, findutils and bash over a large tree: the machine's headers and Python's, perl's and the shell's files.
# version: ls --version
# needs: find tar
# packages: findutils tar
set -euo pipefail
mkdir tree
for from in /usr/include /usr/lib/python3* /usr/share/perl /usr/share/bash-completion /etc; do
    [ ! -d "$from" ] || cp -R --parents --no-preserve=mode "$from" tree 2>/dev/null || true
done
find tree \( -type l -o -name '*.pyc' -o -name __pycache__ \) -exec rm -rf {} + 2>/dev/null || true
(cd tree && find . -type f -print0 | sort -z | xargs -0 sha256sum) >sums
wc -l <sums | awk '{ print ($1 > 3000 ? "thousands of files" : $1) }'
cksum <sums
(cd tree && sha256sum --quiet -c ../sums) && echo "all as written down"
# shellcheck disable=SC2012 # what ls says is what is compared
ls -lRn --time-style=+ tree | awk '{ print $5, $NF }' | cksum
find tree -type f -printf '%s %p\n' | sort -n | tail -n 5
find tree -type f -name '*.h' -print0 | sort -z | xargs -0 wc -l | sort -n | tail -n 3
du -b --max-depth=3 tree/usr | awk '{ print $2 }' | sort | cksum
cp -a tree copy
diff -r tree copy && echo "copied"
find copy -type f -print0 | sort -z | xargs -0 -n 50 -P 4 cat | wc -c
find tree -type f -name '*.py' -print0 | sort -z | xargs -0 cat >all.txt
for work in 'sort -S 8M' 'sort -u -k2' 'tac' 'rev' 'fold -w 60' 'expand' 'fmt' 'nl' 'cut -c 1-20' 'tr a-z n-za-m' 'base64' 'od -An -tx1' 'uniq -c' 'paste - - -' 'shuf --random-source=sums' 'pr -t -2'; do
    # shellcheck disable=SC2086 # words
    echo "$work: $($work <all.txt | cksum)"
done
split -n l/20 all.txt part. && cat part.* | cmp - all.txt && echo "split and joined"
csplit -s -z all.txt '/^import os/' '{*}' && cat xx* | cmp - all.txt && echo "cut at lines"
shopt -s globstar nullglob
files=0 letters=0
for file in tree/usr/include/**/*.h; do
    mapfile -t lines <"$file"
    files=$((files + 1))
    for line in "${lines[@]:0:10}"; do letters=$((letters + ${#line})); done
done
echo "bash read $((files > 500 ? 1 : files)) $letters"
cat /proc/self/maps >"$MAPS/cat"
sort /proc/self/maps >"$MAPS/sort"
rm -rf copy tree && [ ! -e tree ] && echo "removed"
