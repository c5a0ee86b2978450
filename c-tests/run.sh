#!/usr/bin/env bash
# Builds the C and C++ tests and runs each one twice: linked against the library, and with it preloaded.
#
#   run.sh [--lib PATH] [-j N] [-v] [--set NAME=VALUE] [NAME...]
#                                          NAME: a folder (api), a test (api/malloc_zero), or a source file;
#                                          -v: a line for each run, with its seconds; --set: with this in the
#                                          environment of every test (a test's own `env` comes after it)
#   run.sh --glibc [NAME...]               those that hold without the library: checks the tests themselves
#   run.sh --peer PATH [NAME...]           the same under another allocator's library
#   run.sh --list [NAME...]                the tests and the modes each has
#
# Directives in the comment lines that open a test:
#   // expect: SIGABRT "text" ["text"…]    dies of that signal; `exit N` for a status; default `exit 0`.
#                                          With texts, stderr is one line that begins `orthotope: ` and has
#                                          each of them; without, stderr is empty
#   // report: stacks                      stderr has more lines than that one, and all of them begin so
#   // env: NAME=VALUE                     may stand several times
#   // level: N                            runs with ORTHOTOPE_HARDEN=N, unless --set says another
#   // args: WORDS
#   // mode: preload | linked | plain      only these; plain is neither, for programs that dlopen $T_LIB
#   // glibc: no                           does not hold with the C library's own malloc
#   // needs: orthotope.h                  uses the library's own interface (so never runs with --glibc)
# A test that exits with 77 is skipped; its last line of output says why. A test may write the line
# `pointer: 0x…` to stdout: then the expected line on stderr has to name that address.
set -u
shopt -s nullglob

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
lib=$root/target/dist/liborthotope.so
build=${C_TESTS_BUILD:-$root/target/c-tests}
jobs=2
peer=
only=
list=
verbose=
names=()
everywhere=()

while [ $# -gt 0 ]; do
    case $1 in
    --lib) lib=$(realpath "$2"); shift ;;
    --glibc) only=glibc ;;
    --peer) only=glibc; peer=$(realpath "$2"); shift ;;
    --list) list=1 ;;
    -j) jobs=$2; shift ;;
    --set) everywhere+=("$2"); shift ;;
    -v) verbose=1 ;;
    -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    -*) echo "run.sh: unknown option $1" >&2; exit 2 ;;
    *) names+=("$1") ;;
    esac
    shift
done

# What the caller's shell has set is not what these tests are about.
unset LD_PRELOAD MALLOC_ARENA_MAX MALLOC_PERTURB_ GLIBC_TUNABLES
for name in $(compgen -e ORTHOTOPE_); do unset "$name"; done
ulimit -S -c 0
cd "$here" || exit 2

# source FILE → expect, texts, env, level, args, modes, glibc
directives() {
    local line key value
    expect='exit 0' report=line texts=() env=() level=() args=() modes='linked preload' glibc=yes
    case $1 in abuse/* | sampled/* | preload/* | header/*) glibc=no ;; esac
    while IFS= read -r line && [[ $line == //* ]]; do
        [[ $line =~ ^//\ ([a-z]+):\ (.*)$ ]] || continue
        key=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
        case $key in
        expect)
            expect=${value%%\"*} expect=${expect% }
            while [[ $value =~ \"([^\"]*)\"(.*)$ ]]; do
                texts+=("${BASH_REMATCH[1]}") value=${BASH_REMATCH[2]}
            done
            ;;
        report) report=$value ;;
        env) env+=("$value") ;;
        level) level=("ORTHOTOPE_HARDEN=$value") ;;
        args) read -ra args <<<"$value" ;;
        mode) modes=$value ;;
        glibc) glibc=$value ;;
        needs) glibc=no ;;
        *) echo "$1: unknown directive '$key'" >&2; exit 2 ;;
        esac
    done <"$1"
    if [ -n "$only" ]; then
        modes=
        if [ "$glibc" = yes ]; then modes=glibc; fi
    fi
}

selected() { # FILE
    local name
    case $1 in *.part.c | *.plugin.c) return 1 ;; esac
    [ ${#names[@]} -gt 0 ] || return 0
    for name in "${names[@]}"; do
        name=${name#./} name=${name#c-tests/} name=${name%/}
        case $1 in "$name" | "$name"/* | "$name".c | "$name".cc) return 0 ;; esac
    done
    return 1
}

binary() { # MODE NAME
    case $1 in linked) echo "$build/linked/$2" ;; *) echo "$build/alone/$2" ;; esac
}

# Says what is wrong with how a run ended, nothing if it is as expected.
verdict() { # STATUS, with $out.stdout and $out.stderr
    local status=$1 wanted pointer lines text
    case $expect in
    SIG*) wanted=$((128 + $(kill -l "${expect#SIG}"))) ;;
    *) wanted=${expect#exit } ;;
    esac
    if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
        echo "did not end within $limit s"
        return
    fi
    [ "$status" -eq "$wanted" ] || echo "ended with status $status, not $wanted ($expect)"
    lines=$(wc -l <"$out.stderr")
    if [ ${#texts[@]} -eq 0 ]; then
        [ -s "$out.stderr" ] && [ "$status" -eq "$wanted" ] && echo "wrote to stderr"
        return
    fi
    case $report in
    line) [ "$lines" -eq 1 ] || echo "wrote $lines lines to stderr, not 1" ;;
    stacks)
        # Who allocated, if not where: that needs glibc 2.35.
        [ "$lines" -ge 2 ] || echo "wrote $lines lines to stderr: no stacks"
        grep -qv '^orthotope: ' "$out.stderr" && echo "a line on stderr does not begin 'orthotope: '"
        ;;
    *) echo "unknown report '$report'" ;;
    esac
    grep -q '^orthotope: ' "$out.stderr" || echo "no line on stderr begins 'orthotope: '"
    for text in "${texts[@]}"; do
        grep -qF -- "$text" "$out.stderr" || echo "nothing on stderr has '$text'"
    done
    pointer=$(sed -n 's/^pointer: //p' "$out.stdout")
    [ -z "$pointer" ] || grep -qE "$pointer([^0-9a-f]|\$)" "$out.stderr" || echo "stderr does not name $pointer"
}

limit=${T_LIMIT:-120} # seconds for a run
run_one() { # MODE FILE: leaves one word in $out.result
    local mode=$1 name=${2%.*} preload=() status wrong program start=$SECONDS
    out=$build/results/$name.$mode
    mkdir -p "$(dirname "$out")"
    directives "$2"
    program=$(binary "$mode" "$name")
    if [ ! -x "$program" ]; then
        echo failed >"$out.result"
        echo "FAIL $name ($mode): did not build"
        return
    fi
    case $mode in
    preload) preload=("LD_PRELOAD=$lib") ;;
    glibc) [ -z "$peer" ] || preload=("LD_PRELOAD=$peer") ;;
    esac
    # env's own environment is clean: only the test is preloaded.
    { timeout -k 5 "$limit" env "T_LIB=$lib" "T_MODE=$mode" "T_BUILD=$build" "${preload[@]}" "${level[@]}" "${everywhere[@]}" \
        "${env[@]}" \
        "$program" "${args[@]}" </dev/null >"$out.stdout" 2>"$out.stderr"; } 2>/dev/null
    status=$?
    if [ "$status" -eq 77 ]; then
        echo skipped >"$out.result"
        echo "skip $name ($mode): $(tail -n 1 "$out.stdout")"
        return
    fi
    wrong=$(verdict "$status")
    if [ -z "$wrong" ]; then
        echo passed >"$out.result"
        [ -z "$verbose" ] || echo "pass $name ($mode): $((SECONDS - start)) s"
        return
    fi
    echo failed >"$out.result"
    wrong=${wrong//$'\n'/; }
    # One printf, so that runs at the same time do not mix their lines.
    printf '%s\n' "FAIL $name ($mode): $wrong$(cat "$out.stdout" "$out.stderr" | head -c 2000 |
        tr -d '\0' | sed '1s/^/\n/; s/^/    /; 1s/^    \n/\n    /')"
}

# Which runs there are, and which programs they need.
runs=()
programs=()
for file in */*.c */*.cc; do
    selected "$file" || continue
    directives "$file"
    [ -z "$list" ] || echo "${file%.*}: $modes"
    for mode in $modes; do
        runs+=("$mode $file")
        programs+=("$(binary "$mode" "${file%.*}")")
    done
done
[ -z "$list" ] || exit 0
if [ -z "$only" ] && [ ! -e "$lib" ]; then
    echo "run.sh: no library at $lib (make builds it; --lib names another)" >&2
    exit 2
fi
if [ -z "$only" ]; then lib=$(realpath "$lib"); fi

rm -rf "$build/results"
mkdir -p "$build/results"
build=$(realpath "$build")
if [ ${#programs[@]} -gt 0 ]; then
    mapfile -t programs < <(printf '%s\n' "${programs[@]}" | sort -u)
    if [ -z "$only" ]; then
        # The library that was linked last time may have been another one, and newer: what is missing is made for its own sake.
        [ "$(realpath -m "$build/lib/liborthotope.so")" = "$lib" ] || rm -rf "${build:?}/lib"
        programs=("$build/lib/liborthotope.so" "${programs[@]}")
    fi
    make -s -k -j "$jobs" B="$build" LIB="$lib" "${programs[@]}" >"$build/results/build.log" 2>&1 ||
        cat "$build/results/build.log"
fi

for run in "${runs[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    run_one "${run% *}" "${run#* }" &
done
wait

count() { grep -rlx --include='*.result' "$1" "$build/results" | wc -l; }
passed=$(count passed) failed=$(count failed) skipped=$(count skipped)
if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && [ $((passed + failed + skipped)) -eq ${#runs[@]} ]
