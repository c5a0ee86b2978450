# g++ -O2 on a large file of templates, and the linker's work with debug information.
# version: echo g++ $(g++ -dumpfullversion)
# needs: g++ pgrep
# packages: g++ procps
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
cp "$PROGRAMS/../demo/large.cc" .
g++ -std=c++17 -O2 -frandom-seed=1 -c large.cc -o large.o &
driver=$!
await pgrep -P "$driver" -x cc1plus
proof "$(pgrep -P "$driver" -x cc1plus)" "$(g++ -print-prog-name=cc1plus)"
wait "$driver"
cksum <large.o
g++ -std=c++17 -O0 -g -frandom-seed=1 -ffile-prefix-map="$PWD=." -c large.cc -o debug.o
cksum <debug.o
g++ -shared -fPIC -Wl,--build-id=none large.o -o large.so 2>/dev/null || g++ -r large.o -o large.so
cksum <large.so
