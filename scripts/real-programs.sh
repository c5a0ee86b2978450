#!/bin/bash
# Runs real programs twice, plainly and under LD_PRELOAD of the library, and compares what they print
# and how they exit. The programs are the files in scripts/real/; what they need is installed first.
#
# usage: scripts/real-programs.sh [--lib PATH] [--peers] [--test] [--table FILE] [NAME…]
#   --peers   also under Debian's jemalloc, mimalloc and tcmalloc: which programs they break or change
#   --test    only the programs of `make test`
#   --table   append a row a program to FILE, as docs/compatibility.md has them: how each allocator did, and its peak RSS over
#             plainly's; the table's head first, if FILE is empty
#
# A program runs in an empty directory of its own and
#   - prints to stdout only what must be the same in both runs; stderr is free, but a line that begins
#     with `orthotope:` (a report of the allocator) fails a preloaded run;
#   - leaves at least one copy of its /proc/self/maps in the directory $MAPS: the proof that the library
#     was, or was not, in the process that matters;
#   - says in header lines: `version: …`, a command that prints it; `needs: …`, the commands, and as
#     module:NAME the Python modules, that must be there, or `root`; `packages: …`, the Debian packages that
#     bring them; `prepares`, when it is to be called once with the argument `prepare`, to put what it takes
#     from a registry into the directory $CACHE; `in make test`, when it is there.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=scripts/apt.sh
. scripts/apt.sh

usage() {
    echo "real-programs: $1" >&2
    sed -n '5,9s/^# //p' "$0" >&2
    exit 2
}
lib=target/dist/liborthotope.so
table=
names=()
peers=()
test=
while [ $# -gt 0 ]; do
    case $1 in
    --lib | --table)
        [ -n "${2:-}" ] || usage "$1 wants a path"
        if [ "$1" = --lib ]; then lib=$2; else table=$2; fi
        shift
        ;;
    --peers) peers=(jemalloc:libjemalloc.so.2:libjemalloc2 mimalloc:libmimalloc.so.2:libmimalloc2.0
        tcmalloc:libtcmalloc_minimal.so.4:libtcmalloc-minimal4) ;;
    --test) test=1 ;;
    -h | --help)
        sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0"
        exit 0
        ;;
    -*) usage "unknown option $1" ;;
    *) names+=("$1") ;;
    esac
    shift
done
[ -f "$lib" ] || { echo "real-programs: no library at $lib; build it first" >&2; exit 2; }
[ -z "$table" ] || { : >>"$table"; } 2>/dev/null || { echo "real-programs: cannot write to $table" >&2; exit 2; }
programs=$PWD/scripts/real
program_file() { # NAME
    local end
    for end in sh py pl js; do
        [ ! -f "$programs/$1.$end" ] || { echo "$programs/$1.$end" && return; }
    done
    return 1
}
for name in "${names[@]}"; do
    program_file "$name" >/dev/null || usage "there is no program $name in scripts/real"
done
if [ ${#names[@]} -eq 0 ]; then
    for file in "$programs"/*.{sh,py,pl,js}; do
        [ -z "$test" ] || grep -qE '^(#|//) in make test$' <(head -n 8 "$file") || continue
        name=$(basename "$file")
        names+=("${name%.*}")
    done
fi

seconds_allowed=600
# Some servers run as another user: they must get to their directories, and read the library.
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 0711 "$work"
install -D -m 0755 "$lib" "$work/lib/$(basename "$lib")" || exit 2
lib=$work/lib/$(basename "$lib")

unset LD_PRELOAD
# Debian's own, which has a test suite, whichever else is in PATH; it may be there later only.
export PYTHON=/usr/bin/python3 PROGRAMS=$programs CACHE=$PWD/target/real
export CARGO_HOME=${CARGO_HOME:-$HOME/.cargo} RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
export LC_ALL=C.UTF-8 TZ=UTC PYTHONMALLOC=malloc PYTHONHASHSEED=0
mkdir -p "$CACHE"

[ -x /usr/bin/time ] || apt_install_quietly time || exit 1
for i in "${!peers[@]}"; do
    IFS=: read -r name file package <<<"${peers[i]}"
    installed "$package" || apt_install_quietly "$package" || exit 1
    path=$(ldconfig -p | awk -v name="$file" '$1 == name { print $NF; exit }')
    [ -n "$path" ] || { echo "real-programs: $package brings no $file" >&2; exit 1; }
    peers[i]=$name=$(realpath "$path")
done

header() { sed -nE "1,8s,^(#|//) $2: ,,p" "$1"; } # FILE WHAT

missing_need() { # FILE: the first thing it needs that is not there
    local needs need
    read -ra needs < <(header "$1" needs)
    for need in "${needs[@]}"; do
        case $need in
        root) [ "$EUID" -eq 0 ] ;;
        module:*) "$PYTHON" -c "import ${need#module:}" 2>/dev/null ;;
        *) command -v "$need" >/dev/null ;;
        esac || { echo "$need" && return; }
    done
}
provide() { # FILE: what it needs; sets $why to what is missing, and to nothing if all is there
    local packages
    why=
    if [ -n "$(missing_need "$1")" ]; then
        read -ra packages < <(header "$1" packages)
        [ ${#packages[@]} -eq 0 ] || apt_install_quietly "${packages[@]}" >&2
        why=$(missing_need "$1")
    fi
    if [ -n "$why" ]; then
        why="$why is missing"
    elif grep -qE '^(#|//) prepares$' <(head -n 8 "$1"); then
        (cd "$CACHE" && bash "$1" prepare) >&2 || why="it could not be prepared"
    fi
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

# Why the pair of runs, the second under the library at PATH, is no pass; nothing if it is one.
complaint() { # KIND PATH
    local status maps
    status=$(<"$work/plain/status")
    [ "$status" -eq 0 ] || { echo "the plain run exited with status $status" && return; }
    [ -s "$work/plain/stdout" ] || { echo "the plain run printed nothing" && return; }
    status=$(<"$work/$1/status")
    case $status in
    0) ;;
    124 | 137) echo "took longer than $seconds_allowed s" && return ;;
    *) echo "exited with status $status" && return ;;
    esac
    ! grep -qE '^orthotope:' "$work/$1/stderr" || { echo "the allocator reported an error" && return; }
    cmp -s "$work/plain/stdout" "$work/$1/stdout" || { echo "the output differs" && return; }
    compgen -G "$work/$1/maps/*" >/dev/null || { echo "nothing shows that the library was loaded" && return; }
    for maps in "$work/$1"/maps/*; do
        grep -qF "$2" "$maps" || { echo "the library was not in $(basename "$maps")" && return; }
    done
    [ "$2" = "$lib" ] || return
    ! grep -qrF "$2" "$work/plain/maps" || echo "the library was in the plain run"
}
cell() { # KIND WHY: for the table
    local peak
    read -r _ peak < <(ratio "$1")
    if [ -z "$2" ]; then echo "same, $peak"; else echo "**$2**"; fi
}
# A program that links this very library has it in the plain run, too: nothing is shown by the pair.
brings_it() { grep -qrF "$1" "$work/plain/maps"; } # PATH

evidence() { # KIND
    local kind
    diff "$work/plain/stdout" "$work/$1/stdout" | head -n 20 | sed 's/^/      /'
    for kind in plain "$1"; do
        [ -s "$work/$kind/stderr" ] || continue
        echo "    the last lines of the $kind stderr:"
        tail -n 20 "$work/$kind/stderr" | sed 's/^/      /'
    done
}

cost() { # KIND: "1.23 s 45.6 MB"
    awk 'NR == 1 { printf "%6.2f s %7.1f MB", $1, $2 / 1024 }' "$work/$1/cost"
}
ratio() { # KIND: what it took, relative to the plain run
    awk 'FNR == 1 && NR == 1 { s = $1; k = $2 } FNR == 1 && NR > 1 { printf "%.2f %.2f", $1 / (s > 0 ? s : 0.01), $2 / k }' \
        "$work/plain/cost" "$work/$1/cost"
}

if [ -n "$table" ] && [ ! -s "$table" ]; then
    { printf '| %s ' program version orthotope "${peers[@]%%=*}" && echo '|' && printf '|---%.0s' 1 2 3 "${peers[@]}" && echo '|'; } >"$table"
fi

passed=0 failed=0
printf '%-4s  %-17s %21s   %21s   %s\n' '' program plain preloaded 'time, peak'
for name in "${names[@]}"; do
    file=$(program_file "$name")
    provide "$file"
    if [ -n "$why" ]; then
        echo "fail  $name: $why"
        failed=$((failed + 1))
        continue
    fi
    run "$file" plain
    run "$file" preloaded LD_PRELOAD="$lib"
    why=$(complaint preloaded "$lib")
    printf '%s  %-17s %s   %s   %s   %s\n' "$(if [ -z "$why" ]; then echo pass; else echo fail; fi)" "$name" \
        "$(cost plain)" "$(cost preloaded)" "$(ratio preloaded)" "$why"
    if [ -z "$why" ]; then
        passed=$((passed + 1))
    else
        evidence preloaded
        failed=$((failed + 1))
    fi
    row="| \`$name\` | $(bash -c "$(header "$file" version)" 2>&1 | head -n 1) | $(cell preloaded "$why")"
    for peer in "${peers[@]}"; do
        kind=${peer%%=*} path=${peer#*=}
        run "$file" "$kind" LD_PRELOAD="$path"
        why=$(complaint "$kind" "$path")
        says=${why:-as plainly}
        ! brings_it "$path" || says+="; the program brings it"
        printf '      %-17s %21s   %s   %s   %s\n' "" "$kind" "$(cost "$kind")" "$(ratio "$kind")" "$says"
        [ -z "$why" ] || evidence "$kind"
        row+=" | $(cell "$kind" "$why")"
    done
    [ -z "$table" ] || echo "$row |" >>"$table"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
