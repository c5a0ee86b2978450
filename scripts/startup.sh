#!/bin/bash
# What the preloaded library costs a program that does nothing: /bin/true with and without it, in
# alternation; the median of the paired differences and its 95 % interval.
#
# usage: scripts/startup.sh [--runs 500] [LIB]
set -euo pipefail
cd "$(dirname "$0")/.."
runs=500
if [ "${1:-}" = --runs ]; then
    runs=${2:?--runs wants a number}
    shift 2
fi
lib=$(realpath -e "${1:-target/dist/liborthotope.so}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

gcc -O2 -Wall -Wextra -static scripts/instructions/startup.c -o "$work/startup"
echo "$runs pairs of runs"
"$work/startup" "$runs" "$lib"
