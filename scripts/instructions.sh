#!/bin/bash
# Instructions that one malloc and its free spend inside the allocator's library, by callgrind. Each
# figure is (count of 2N operations - count of N) / N: what starting costs cancels out. The figures
# repeat, but for a tenth where an allocator looks at the clock. The caller's PLT stubs are outside,
# and the kernel's work counts nothing.
#
# usage: scripts/instructions.sh [--lib PATH] [--peers] [SIZE…]
set -euo pipefail
cd "$(dirname "$0")/.."
lib=target/dist/liborthotope.so
peers=
sizes=()
while [ $# -gt 0 ]; do
    case $1 in
    --lib)
        lib=${2:?--lib wants a path}
        shift
        ;;
    --peers) peers=yes ;;
    *) sizes+=("$1") ;;
    esac
    shift
done
[ ${#sizes[@]} -gt 0 ] || sizes=(16 64 256 1024 4096 16384 20000 60000 65536)
operations=(pair batch replace)
count=20000

libraries=("$(realpath -e "$lib")")
if [ -n "$peers" ]; then
    # glibc's malloc is preloaded like the others. The driver calls nothing else from libc while it
    # counts, so the whole of libc's difference is malloc's.
    for name in libjemalloc.so.2 libmimalloc.so.2 libtcmalloc_minimal.so.4 libc.so.6; do
        path=$(ldconfig -p | awk -v name="$name" '$1 == name && /x86-64|AArch64/ { print $NF; exit }')
        if [ -n "$path" ]; then libraries+=("$(realpath "$path")"); else echo "skipped: $name is not installed"; fi
    done
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -O2 -fno-builtin -Wall -Wextra scripts/instructions/driver.c -o "$work/driver"

counted() { # LIBRARY OPERATION SIZE COUNT
    local out="$work/callgrind.$2.$3.$4" log="$work/log.$2.$3.$4"
    LD_PRELOAD=$1 valgrind --tool=callgrind --callgrind-out-file="$out" \
        "$work/driver" "$2" "$3" "$4" 2>"$log" || {
        cat "$log" >&2
        return 1
    }
    python3 scripts/instructions/count.py "$out" "$1"
}

for library in "${libraries[@]}"; do
    echo "$library"
    printf '%8s' size
    printf '%10s' "${operations[@]}"
    echo
    for size in "${sizes[@]}"; do
        printf '%8s' "$size"
        for operation in "${operations[@]}"; do
            counted "$library" "$operation" "$size" "$count" >"$work/once" &
            once=$!
            twice=$(counted "$library" "$operation" "$size" $((2 * count)))
            wait "$once"
            awk -v once="$(<"$work/once")" -v twice="$twice" -v n="$count" 'BEGIN { printf "%10.1f", (twice - once) / n }'
        done
        echo
    done
done
