#!/bin/bash
# Makes the static library of the archive that cargo builds: one object, in which all is local but the names of
# scripts/pkg/liborthotope.map. The archive as it is defines names of std twice, ours and std's, which only LLD takes
# (`-z muldefs`); and a C++ program would find our trap under the name `_Unwind_Resume` when it throws.
#
# usage: scripts/static-lib.sh FROM TO
set -euo pipefail
from=$1 to=$2
map=$(dirname "$0")/pkg/liborthotope.map

# GNU ld keeps much of std that nothing reaches; LLD does not, and comes with Rust.
lld=$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin/gcc-ld/ld.lld
[ -x "$lld" ] || lld=$(command -v ld.lld) || {
    echo "static-lib: needs LLD, as rustup's toolchains have it (Debian: package lld)" >&2
    exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -nE '/global:/,/local:/s/^ *([A-Za-z0-9_]+);.*/\1/p' "$map" >"$work/names"
mapfile -t roots < <(sed 's/^/--undefined=/' "$work/names")
"$lld" -r --gc-sections --force-group-allocation -z muldefs "${roots[@]}" -o "$work/all.o" "$from/liborthotope.a"
# The compiler's intermediate code of std serves nobody here, and confuses tools of other versions of LLVM.
objcopy --strip-debug --remove-section=.llvmbc --remove-section=.llvmcmd --keep-global-symbols="$work/names" \
    "$work/all.o" "$work/orthotope.o"
mkdir -p "$to"
rm -f "$work/liborthotope.a"
ar rcsD "$work/liborthotope.a" "$work/orthotope.o"
mv "$work/liborthotope.a" "$to/liborthotope.a"
