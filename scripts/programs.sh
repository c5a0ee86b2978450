#!/bin/bash
# Runs real programs twice, plainly and under LD_PRELOAD of the library, and compares what they print
# and how they exit. The programs are the files in scripts/programs/.
#
# usage: scripts/programs.sh [--lib PATH] [NAME…]
#
# A program runs in an empty directory of its own and
#   - prints to stdout only what must be the same in both runs; stderr is free, but a line that begins
#     with `orthotope:` (a report of the allocator) fails a preloaded run;
#   - leaves at least one copy of its /proc/self/maps in the directory $MAPS: the proof that the library
#     was, or was not, in the process that matters;
#   - names in a header line `needs: …` the commands, and as module:NAME the Python modules, without
#     which it is skipped.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

lib=target/dist/liborthotope.so
names=()
while [ $# -gt 0 ]; do
    case $1 in
    --lib)
        lib=${2:?--lib wants a path}
        shift
        ;;
    -*)
        sed -n '5s/^# //p' "$0" >&2
        exit 2
        ;;
    *) names+=("$1") ;;
    esac
    shift
done
lib=$(realpath -e "$lib") || exit 2
programs=$PWD/scripts/programs

seconds_allowed=300
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The interpreter itself, not a wrapper script that finds it.
PYTHON=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null)
export PYTHON PROGRAMS=$programs
export LC_ALL=C.UTF-8 TZ=UTC PYTHONMALLOC=malloc PYTHONHASHSEED=0

missing_need() { # FILE: the first thing it needs that is not installed
    local needs need
    read -ra needs < <(sed -nE '1,5s,^(#|//) needs: ,,p' "$1")
    for need in "${needs[@]}"; do
        case $need in
        module:*) "$PYTHON" -c "import ${need#module:}" 2>/dev/null ;;
        *) command -v "$need" >/dev/null ;;
        esac || { echo "$need" && return; }
    done
}

run() { # FILE KIND [VARIABLE=VALUE]: leaves stdout, stderr, status, cost and maps in $work/KIND
    local file=$1 dir=$work/$2 interpreter
    shift 2
    case $file in
    *.sh) interpreter=bash ;;
    *.py) interpreter=$PYTHON ;;
    *.pl) interpreter=perl ;;
    *.js) interpreter=node ;;
    esac
    rm -rf "$dir"
    mkdir -p "$dir/run" "$dir/maps" "$dir/home"
    (
        cd "$dir/run" || exit
        export MAPS=$dir/maps HOME=$dir/home TMPDIR=$dir/run
        /usr/bin/time -q -o "$dir/cost" -f '%e %M' \
            timeout -k 5 "$seconds_allowed" env "$@" "$interpreter" "$file" \
            >"$dir/stdout" 2>"$dir/stderr" </dev/null
        echo $? >"$dir/status"
    )
}

# Why the pair of runs is no pass; nothing if it is one.
complaint() {
    local status maps
    status=$(<"$work/plain/status")
    [ "$status" -eq 0 ] || { echo "the plain run exited with status $status" && return; }
    [ -s "$work/plain/stdout" ] || { echo "the plain run printed nothing" && return; }
    status=$(<"$work/preloaded/status")
    case $status in
    0) ;;
    124 | 137) echo "the preloaded run took longer than $seconds_allowed s" && return ;;
    *) echo "the preloaded run exited with status $status" && return ;;
    esac
    grep -rqE '^orthotope:' "$work/preloaded/stderr" && { echo "the allocator reported an error" && return; }
    cmp -s "$work/plain/stdout" "$work/preloaded/stdout" || { echo "the output differs" && return; }
    compgen -G "$work/preloaded/maps/*" >/dev/null || { echo "nothing shows that the library was loaded" && return; }
    for maps in "$work"/preloaded/maps/*; do
        grep -qF "$lib" "$maps" || { echo "the library was not in $(basename "$maps")" && return; }
    done
    for maps in "$work"/plain/maps/*; do
        ! grep -qF "$lib" "$maps" || { echo "the library was in the plain $(basename "$maps")" && return; }
    done
}

evidence() {
    diff "$work/plain/stdout" "$work/preloaded/stdout" | head -n 20 | sed 's/^/      /'
    local kind
    for kind in plain preloaded; do
        [ -s "$work/$kind/stderr" ] || continue
        echo "    the last lines of the $kind stderr:"
        tail -n 20 "$work/$kind/stderr" | sed 's/^/      /'
    done
}

cost() { # KIND: "1.23 s 45.6 MB"
    awk 'NR == 1 { printf "%6.2f s %7.1f MB", $1, $2 / 1024 }' "$work/$1/cost"
}

if [ ${#names[@]} -eq 0 ]; then
    for file in "$programs"/*; do
        name=$(basename "$file")
        names+=("${name%.*}")
    done
fi

passed=0 failed=0 skipped=0
printf '%-4s  %-17s %21s   %21s\n' '' program plain preloaded
for name in "${names[@]}"; do
    files=("$programs/$name".*)
    file=${files[0]}
    if [ ! -f "$file" ]; then
        echo "fail  $name: there is no such program in scripts/programs"
        failed=$((failed + 1))
        continue
    fi
    need=$(missing_need "$file")
    if [ -n "$need" ]; then
        echo "skip  $name: $need is not installed"
        skipped=$((skipped + 1))
        continue
    fi
    run "$file" plain
    run "$file" preloaded LD_PRELOAD="$lib"
    why=$(complaint)
    if [ -z "$why" ]; then
        printf 'pass  %-17s %s   %s\n' "$name" "$(cost plain)" "$(cost preloaded)"
        passed=$((passed + 1))
    else
        printf 'fail  %-17s %s   %s   %s\n' "$name" "$(cost plain)" "$(cost preloaded)" "$why"
        evidence
        failed=$((failed + 1))
    fi
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
