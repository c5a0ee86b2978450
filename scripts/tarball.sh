#!/bin/bash
# Packs what `make dist` hands out: the portable library, the static one, header, pkg-config file, CMake package and
# a README, in OUT/orthotope-VERSION-x86_64-linux-gnu.tar.gz. It works from wherever it is unpacked.
#
# usage: scripts/tarball.sh FROM OUT      FROM has liborthotope.so and liborthotope.a
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
from=$(realpath -- "$1") out=$(realpath -m -- "$2")
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
name=orthotope-$version-$(uname -m)-linux-gnu
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

scripts/install.sh install "FROM=$from" "DESTDIR=$stage" "PREFIX=/$name" >/dev/null
# shellcheck disable=SC2016 # pkg-config puts in where its file is
sed -i 's|^prefix=.*|prefix=${pcfiledir}/../..|' "$stage/$name/lib/pkgconfig/orthotope.pc"
mkdir "$stage/$name/docs"
cp docs/{configuration,compatibility,hardening,inference}.md "$stage/$name/docs"
sed "s/@VERSION@/$version/" scripts/install/README.portable.md >"$stage/$name/README.md"
for licence in LICEN[CS]E*; do
    [ ! -f "$licence" ] || cp "$licence" "$stage/$name"
done

mkdir -p "$out"
# The same tree gives the same bytes.
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --mode=go-w "--mtime=@$epoch" -c "$name" | gzip -9n >"$out/$name.tar.gz"
echo "tarball: $out/$name.tar.gz, $(stat -c %s "$out/$name.tar.gz") bytes"
