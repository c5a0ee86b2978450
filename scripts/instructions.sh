#!/bin/bash
# Instructions that one malloc and its free spend inside the allocator's library, by callgrind. Each
# figure is (count of 2N operations - count of N) / N: what starting costs cancels out. The figures
# repeat, but for a tenth where an allocator looks at the clock. The caller's PLT stubs are outside,
# and the kernel's work counts nothing. valgrind has no rseq: Google's tcmalloc, which by CPU needs far
# fewer, is counted with its caches by thread. Above 64 KiB the blocks are tensors: posix_memalign at 64
# bytes, 16 at a time where it is 1000 below.
#
# usage: scripts/instructions.sh [--lib PATH] [--peers] [--out DIR] [SIZE…]
#   --peers     also those of target/peers/list, which scripts/peers.sh writes (without it: Debian's
#               three and glibc); what is missing, or does not run under valgrind, is named
#   --out DIR   instructions.txt (what is printed) and instructions.csv
set -euo pipefail
cd "$(dirname "$0")/.."
lib=target/dist/liborthotope.so
peers=
out=
sizes=()
while [ $# -gt 0 ]; do
    case $1 in
    --lib)
        lib=${2:?--lib wants a path}
        shift
        ;;
    --out)
        out=${2:?--out wants a folder}
        shift
        ;;
    --peers) peers=yes ;;
    -*)
        sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
    *) sizes+=("$1") ;;
    esac
    shift
done
[ ${#sizes[@]} -gt 0 ] || sizes=(16 64 256 1024 4096 16384 20000 60000 65536 131072 1048576 20971520 67108864)
operations=(pair batch replace)
count=20000
list=target/peers/list

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -O2 -fno-builtin -Wall -Wextra scripts/instructions/driver.c -o "$work/driver"
if [ "$out" ]; then
    mkdir -p "$out"
    echo allocator,version,bytes,operation,instructions >"$out/instructions.csv"
fi

cached() { ldconfig -p | awk -v name="$1" '$1 == name && /x86-64|AArch64/ { print $NF; exit }'; }

# A tab between name, library, version and environment, as scripts/peers.sh has them. glibc's malloc
# is preloaded like the others: the driver calls nothing else from libc while it counts, so the whole
# of libc's difference is malloc's.
peers_of_the_list() {
    local name path version how environment glibc
    glibc=$(cached libc.so.6)
    # `read` would take two tabs in a row for one
    while IFS=$'\x1f' read -r name path version how environment; do
        case $path in
        -) printf '%s\t%s\t%s\t%s\n' "$name" "$glibc" "$version" "$environment" ;;
        missing) echo "$name is missing: $how" >&2 ;;
        *)
            if [ -e "$path" ]; then
                printf '%s\t%s\t%s\t%s\n' "$name" "$path" "$version" "$environment"
            else
                echo "$name is missing: there is no $path any more" >&2
            fi
            ;;
        esac
    done < <(grep -v '^#' "$list" | tr '\t' '\037')
}

peers_of_debian() {
    local name path
    for name in jemalloc:libjemalloc.so.2 mimalloc:libmimalloc.so.2 tcmalloc:libtcmalloc_minimal.so.4 glibc:libc.so.6; do
        path=$(cached "${name#*:}")
        if [ "$path" ]; then
            printf '%s\t%s\t\t\n' "${name%%:*}" "$path"
        else
            echo "${name%%:*} is missing: ${name#*:} is not installed" >&2
        fi
    done
}

counted() ( # LIBRARY ENVIRONMENT OPERATION SIZE COUNT
    exec 2>/dev/null # the shell's word on a program that aborts
    local file="$work/callgrind.$3.$4.$5" log="$work/log.$3.$4.$5" environment
    read -ra environment <<<"$2"
    timeout 120 env ${environment[@]+"${environment[@]}"} LD_PRELOAD="$1" valgrind --tool=callgrind \
        --callgrind-out-file="$file" "$work/driver" "$3" "$4" "$5" >"$log" 2>&1 || return 1
    python3 scripts/instructions/count.py "$file" "$1"
    rm -f "$file"
)

# Prints the figure; fails where the program did not get through.
figure() { # LIBRARY ENVIRONMENT OPERATION SIZE
    local once twice
    counted "$@" "$count" >"$work/once" &
    once=$!
    twice=$(counted "$@" $((2 * count))) || { wait "$once" || true; return 1; }
    wait "$once" || return 1
    awk -v once="$(<"$work/once")" -v twice="$twice" -v n="$count" 'BEGIN { printf "%.1f", (twice - once) / n }'
}

# Prints the table of one allocator; fails when our own library does.
table() { # NAME LIBRARY VERSION ENVIRONMENT [PATH TO SHOW]
    local size operation value
    echo "$1${3:+ $3} (${5:-$2})"
    printf '%10s' size
    printf '%10s' "${operations[@]}"
    echo
    for size in "${sizes[@]}"; do
        printf '%10s' "$size"
        for operation in "${operations[@]}"; do
            if ! value=$(figure "$2" "$4" "$operation" "$size"); then
                printf '\n%s does not run under valgrind: %s of %s bytes: %s\n' "$1" "$operation" "$size" \
                    "$(grep -v -m 1 -e '^==' -e '^$' "$work/log.$operation.$size.$((2 * count))" || echo 'no word why')"
                [ "$1" != orthotope ]
                return
            fi
            printf '%10s' "$value"
            [ -z "$out" ] || printf '%s,%s,%s,%s,%s\n' "$1" "$3" "$size" "$operation" "$value" >>"$out/instructions.csv"
        done
        echo
    done
}

main() {
    local name path version environment
    cp "$lib" "$work/liborthotope.so" # may be built anew meanwhile
    table orthotope "$work/liborthotope.so" "" "" "$lib"
    [ "$peers" ] || return 0
    if [ -e "$list" ]; then peers_of_the_list; else peers_of_debian; fi >"$work/peers" 2>"$work/missing"
    while IFS=$'\x1f' read -r name path version environment; do
        table "$name" "$(realpath "$path")" "$version" "$environment"
    done < <(tr '\t' '\037' <"$work/peers")
    cat "$work/missing"
}

if [ "$out" ]; then main | tee "$out/instructions.txt"; else main; fi
