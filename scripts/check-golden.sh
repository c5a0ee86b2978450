#!/bin/bash
# Compares the fast paths of malloc and free with scripts/golden/x86_64.txt: the class of each
# instruction (a load, a store, a branch …) in its order, so that a path that became longer or works
# otherwise shows. scripts/golden/classes.py tells which path that is, and its classes.
#
# What another compiler than the golden's makes of the sources is shown, and no failure.
#
# usage: scripts/check-golden.sh [--bless] [LIB]
#   --bless    write the golden anew; commit it with what changed it
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
bless=
if [ "${1:-}" = --bless ]; then
    bless=yes
    shift
fi
lib=${1:-target/dist/liborthotope.so}
golden=scripts/golden/x86_64.txt

machine=$(readelf -h "$lib" | sed -n 's/^ *Machine: *//p')
if [ "$machine" != "Advanced Micro Devices X86-64" ]; then
    echo "check-golden: skipped, there is no golden for $machine"
    exit 0
fi
compiler=$(readelf -p .comment "$lib" | sed -nE 's/.*(rustc version [^ ]+).*/\1/p')
paths=$(python3 -B scripts/golden/classes.py "$lib")
now=$(printf 'Instructions by class, by scripts/check-golden.sh --bless, of %s.\n\n%s' \
    "${compiler:-an unknown compiler}" "$paths")

if [ "$bless" ]; then
    printf '%s\n' "$now" >"$golden"
    grep instructions: "$golden"
    exit 0
fi
if difference=$(diff -u --label "$golden" --label "$lib" <(tail -n +2 "$golden") <(tail -n +2 <<<"$now")); then
    counts=$(awk '$2 == "instructions:" { printf "%s%s", comma, $1; comma = ", " }' "$golden")
    echo "check-golden: $counts instructions on the fast paths, class by class as in $golden"
    exit 0
fi
echo "$difference"
if [ "$(head -n 1 "$golden")" != "$(head -n 1 <<<"$now")" ]; then
    echo "check-golden: the paths are others, but so is the compiler: ${compiler:-unknown}; not a failure"
    exit 0
fi
echo "check-golden: the fast paths are others. If they are meant to be: scripts/check-golden.sh --bless"
exit 1
