#!/usr/bin/env bash
# Shows which misuse of the heap is noticed: by each level of the library, and by other allocators.
#
#   scripts/misuse.sh [--lib PATH] [--out DIR] [--bless]
#
#   --lib PATH   the library                                  (default: target/dist/liborthotope.so)
#   --out DIR    where peers, programs and the table go       (default: target/misuse)
#   --bless      write the table into docs/hardening.md
#
# Runs every program of c-tests/abuse, each a misuse of its own, under each allocator, and looks how it ended:
# `line`, by a signal and with a line on stderr; `fault`, by a signal alone; `-`, as if nothing was;
# `none`, the allocator does not have the function. hardened_malloc takes part where HARDENED_MALLOC_LIB
# names it: see scripts/peers.sh, which provides the others.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lib=$root/target/dist/liborthotope.so
out=$root/target/misuse
bless=

usage() { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; }
die() { echo "misuse: $*" >&2; exit 2; }

while (($#)); do
    case $1 in
        --lib | --out)
            (($# >= 2)) || die "$1 needs a value"
            [[ $1 == --lib ]] && lib=$2 || out=$2
            shift
            ;;
        --bless) bless=1 ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; die "unknown argument $1" ;;
    esac
    shift
done
[[ -e $lib ]] || die "no library at $lib (make builds it)"
lib=$(realpath "$lib")
mkdir -p "$out"
out=$(cd "$out" && pwd)
"$root/scripts/peers.sh" --out "$out/peers" glibc scudo mimalloc-secure hardened_malloc

# Columns: name, library, setting, version.
names=('level 1' 'level 2' 'level 3') libs=("$lib" "$lib" "$lib")
settings=(ORTHOTOPE_HARDEN={1,2,3}) versions=()
while IFS=$'\t' read -r name path version _; do
    [[ $path != missing ]] || continue
    names+=("$name") libs+=("${path/#-/}") settings+=(NOTHING=) versions+=("$name $version")
done <"$out/peers/list"

tests=()
for source in "$root"/c-tests/abuse/*.c "$root"/c-tests/abuse/*.cc; do
    name=$(basename "${source%.*}")
    # Not a misuse of its own.
    case $name in abort_handler_* | report_* | overflow_unguarded_* | level_3_*) continue ;; esac
    tests+=("$source")
done
programs=()
for source in "${tests[@]}"; do
    name=${source##*/}
    programs+=("$out/c-tests/alone/abuse/${name%.*}")
done
make -s -C "$root/c-tests" B="$out/c-tests" LIB="$lib" "${programs[@]}"

# outcome PROGRAM LIBRARY SETTING
outcome() {
    local status=0 text
    # glibc has no free_sized before 2.42, and a peer that has none would not be asked.
    if [[ ${1##*/} == free_*sized_* ]] && { [[ ! $2 ]] || ! nm -D --defined-only "$2" | grep -q ' free_sized$'; }; then
        echo none
        return
    fi
    text=$(ulimit -c 0; env ${2:+"LD_PRELOAD=$2"} "$3" timeout -k 1 20 "$1" 2>&1 >/dev/null </dev/null) ||
        status=$?
    if ((status <= 128)); then
        echo -
    elif [[ $text ]]; then
        echo line
    else
        echo fault
    fi
}

{
    printf '| misuse |'
    printf ' %s |' "${names[@]}"
    printf '\n|---|'
    printf '%.0s---|' "${names[@]}"
    printf '\n'
    noticed=()
    for at in "${!tests[@]}"; do
        what=$(sed -n '1s|^// ||p' "${tests[at]}")
        printf '| %s |' "${what%.}"
        for column in "${!names[@]}"; do
            how=$(outcome "${programs[at]}" "${libs[column]}" "${settings[column]}")
            [[ $how != line && $how != fault ]] || noticed[column]=$((${noticed[column]:-0} + 1))
            printf ' %s |' "$how"
        done
        printf '\n'
    done
    printf '| **noticed, of %d** |' "${#tests[@]}"
    for column in "${!names[@]}"; do printf ' **%d** |' "${noticed[column]:-0}"; done
    printf '\n'
} 2>"$out/errors" | tee "$out/table"

commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
printf -v all '%s, ' "${versions[@]}"
by="By scripts/misuse.sh on $(date -u +%Y-%m-%d), commit $commit, against ${all%, }."
echo "$by"
if [[ $bless ]]; then
    page=$root/docs/hardening.md
    {
        sed '/^## Who notices what/q' "$page"
        printf '\n%s\n%s\n\n' "$by \`line\`: it ends with a line on stderr; \`fault\`: by a signal alone; \`-\`: as if nothing was;" \
            "\`none\`: it does not have the function. \`make misuse\` runs it."
        cat "$out/table"
    } >"$out/page"
    cp "$out/page" "$page"
fi
