#!/bin/bash
# What a preloaded library costs a program that does nothing: /bin/true without and with each, in
# turn; the medians of the paired differences and their 95 % intervals, as a table.
#
# usage: scripts/startup.sh [--runs 500] [--peers] [LIB]
#   --peers   beside LIB an empty library, made by gcc as it is by default: the least that preloading costs; glibc, with nothing
#             preloaded: by what two equal runs differ; and those of target/peers/list, which scripts/peers.sh writes
set -euo pipefail
cd "$(dirname "$0")/.."
runs=500
peers=
lib=target/dist/liborthotope.so
while [ $# -gt 0 ]; do
    case $1 in
    --runs)
        runs=${2:?--runs wants a number}
        shift
        ;;
    --peers) peers=yes ;;
    -*)
        sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2
        exit 2
        ;;
    *) lib=$1 ;;
    esac
    shift
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

libraries=(orthotope "$(realpath -e "$lib")" '')
if [ "$peers" ]; then
    gcc -shared -x c /dev/null -o "$work/libempty.so"
    libraries+=('an empty library' "$work/libempty.so" '')
    [ -e target/peers/list ] || echo "startup: no peers; scripts/peers.sh provides them" >&2
    # `read` would take two tabs in a row for one
    while IFS=$'\x1f' read -r name path _ how environment; do
        if [ "$path" = missing ] || { [ "$path" != - ] && [ ! -e "$path" ]; }; then
            echo "startup: $name is missing: $how" >&2
        else
            libraries+=("$name" "$path" "$environment")
        fi
    done < <(grep -v '^#' target/peers/list 2>/dev/null | tr '\t' '\037')
fi

# How much of a file the kernel maps around a page that is touched depends on how the file's pages came into memory. Those of
# a library that was just written come in larger pieces (64 KiB more resident): all are read anew.
for ((i = 1; i < ${#libraries[@]}; i += 3)); do
    [ "${libraries[i]}" = - ] || { sync "${libraries[i]}" && dd if="${libraries[i]}" iflag=nocache count=0 status=none; }
done

gcc -O2 -Wall -Wextra -static scripts/instructions/startup.c -o "$work/startup"
echo "date     $(date -u '+%Y-%m-%d %H:%M') UTC"
echo "commit   $(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)"
echo "command  scripts/startup.sh --runs $runs${peers:+ --peers}"
echo
"$work/startup" "$runs" "${libraries[@]}"
