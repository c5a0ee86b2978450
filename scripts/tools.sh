#!/usr/bin/env bash
# Do the tools that watch programs go with the library preloaded? valgrind, gdb, strace, perf, and a program built with
# AddressSanitizer, which must say clearly why not. What is not installed is skipped with a word.
#
#   scripts/tools.sh [--lib PATH]         (default: target/dist/liborthotope.so)
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

lib=target/dist/liborthotope.so
if [[ ${1:-} == --lib && $# -eq 2 ]]; then
    lib=$2
elif (($#)); then
    echo "tools: usage: scripts/tools.sh [--lib PATH]" >&2
    exit 2
fi
[[ -e $lib ]] || { echo "tools: no library at $lib; build it first" >&2; exit 2; }
lib=$(realpath "$lib")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/program.c" <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
__attribute__((noinline)) void stop_here(char *p) { p[0] = 'y'; }
int main(void) {
    for (size_t i = 1; i < 3000; i++) {
        char *p = calloc(i, i % 100), *q;
        if (!p || !(q = realloc(p, i * 50))) return 1;
        memset(q, 1, i * 50);
        stop_here(q);
        free(q);
    }
    puts("done");
    return 0;
}
C
gcc -g -O0 -o "$work/program" "$work/program.c" || exit 2

failed=0
verdict() { # NAME WHAT CONDITION...
    local name=$1 what=$2
    shift 2
    if "$@"; then
        echo "pass  $name: $what"
    else
        echo "FAIL  $name: $what"
        sed 's/^/    /' "$work/out" | head -n 40
        failed=1
    fi
}
there() { command -v "$1" >/dev/null || { echo "skip  $1: not installed"; return 1; }; }
says() { grep -qE -- "$1" "$work/out"; }

if there valgrind; then
    # Valgrind's own malloc stands in for ours, unless it is told to leave the program's alone.
    for mine in no yes; do
        options=(--error-exitcode=9)
        if [[ $mine == yes ]]; then options=(--tool=none --soname-synonyms=somalloc=nouserintercepts); fi
        LD_PRELOAD=$lib valgrind -q "${options[@]}" "$work/program" >"$work/out" 2>&1
        verdict valgrind "${options[*]}" [ "$?,$(tail -n 1 "$work/out")" = 0,done ]
    done
fi
if there gdb; then
    gdb -nx -batch -ex "set environment LD_PRELOAD $lib" -ex 'break stop_here' -ex run -ex 'print (char)*p' \
        -ex 'print ((void *(*)(unsigned long))malloc)(100) != 0' -ex 'info sharedlibrary' -ex delete -ex continue \
        "$work/program" >"$work/out" 2>&1 </dev/null
    verdict gdb "stops, calls malloc in the program, and goes on" says 'exited normally'
    verdict gdb "knows the library" says 'orthotope'
    verdict gdb "malloc called from gdb" says '[$]2 = 1'
fi
if there strace; then
    # strace itself is not what is watched: the program alone gets the variable.
    strace -f -o "$work/trace" -E "LD_PRELOAD=$lib" "$work/program" >"$work/out" 2>&1
    verdict strace "the program's output" says '^done$'
    cat "$work/trace" >"$work/out"
    verdict strace "the calls of a process with the library" says 'openat.*orthotope'
fi
if there perf; then
    if ! perf record -q -e cpu-clock -g -o "$work/perf.data" -- env "LD_PRELOAD=$lib" "$work/program" >"$work/out" 2>&1; then
        if says 'perf_event_paranoid|not permitted|Permission|No such file|not found|not supported'; then
            echo "skip  perf: may not record here"
        else
            verdict perf "records" false
        fi
    else
        verdict perf "the program's output" says '^done$'
        perf report -i "$work/perf.data" --stdio --no-children --sort dso >"$work/out" 2>&1
        verdict perf "reports time" says '^ +[0-9.]+% '
    fi
fi
if gcc -g -fsanitize=address -o "$work/asan" "$work/program.c" 2>/dev/null; then
    LD_PRELOAD=$lib "$work/asan" >"$work/out" 2>&1
    verdict AddressSanitizer "a program built with it says that its runtime does not come first" \
        says 'ASan runtime does not come first in initial library list'
else
    echo "skip  AddressSanitizer: gcc -fsanitize=address does not link here"
fi
exit "$failed"
