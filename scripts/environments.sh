#!/usr/bin/env bash
# c-tests and real programs on a machine that is set up otherwise: vm.overcommit_memory 0, 1 and 2, transparent huge
# pages always, madvise and never, and a vm.max_map_count of 2000. Sets them for the whole machine, one after the other, so
# for root alone, and restores what was set before, whatever happens. Never in CI.
#
#   scripts/environments.sh [--lib PATH] [--only NAME]... [-- NAME...]
#
#   --lib PATH    the library                     (default: target/dist/liborthotope.so)
#   --only NAME   overcommit, thp or maps         (default: all); overcommit=2 is that value alone
#   NAME...       tests, as c-tests/run.sh takes them; with names, no programs are run
set -euo pipefail
cd "$(dirname "$0")/.."

die() { echo "environments: $*" >&2; exit 2; }
lib=target/dist/liborthotope.so
only=()
names=()
while (($#)); do
    case $1 in
        --lib | --only)
            (($# >= 2)) || die "$1 needs a value"
            if [[ $1 == --lib ]]; then lib=$2; else only+=("$2"); fi
            shift
            ;;
        -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        --) shift; names=("$@"); break ;;
        *) die "unknown option $1; --help tells which there are" ;;
    esac
    shift
done
[[ -e $lib ]] || die "no library at $lib; build it first"
((${#only[@]})) || only=(overcommit thp maps)

files=() before=() # what was changed, and how it was
trap 'for i in "${!files[@]}"; do echo "${before[i]}" >"${files[i]}" || echo "environments: ${files[i]} was ${before[i]}" >&2; done' EXIT
trap 'exit 130' INT TERM HUP

status=0
with() { # FILE VALUES: all tests with each of the values
    local file=$1 value known jobs
    if [[ $EUID -ne 0 || ! -w $file ]]; then
        echo "skip  $file: only root can set it, and not where it is read-only"
        return
    fi
    known=$(<"$file")
    if [[ $known == *\[* ]]; then known=${known#*\[} known=${known%%\]*}; fi
    files+=("$file") before+=("$known")
    for value in $2; do
        echo "== ${file##*/} = $value"
        jobs=2
        [[ ${file##*/} != overcommit_memory || $value != 2 ]] || jobs=1
        if ! echo "$value" >"$file"; then
            echo "skip  ${file##*/} = $value: the kernel refuses it"
            [[ ${#values[@]} -eq 0 ]] || status=1
            continue
        fi
        # Where overcommit is strict, a test that asks until it is refused has others refused as well.
        c-tests/run.sh --lib "$lib" -j "$jobs" ${names[@]+"${names[@]}"} || status=1
        ((${#names[@]})) || scripts/real-programs.sh --test --lib "$lib" || status=1
    done
    echo "$known" >"$file"
}

for name in "${only[@]}"; do
    values=()
    [[ $name != *=* ]] || values=("${name#*=}")
    case ${name%%=*} in
        overcommit) with /proc/sys/vm/overcommit_memory "${values[@]:-0 1 2}" ;;
        thp) with /sys/kernel/mm/transparent_hugepage/enabled "${values[@]:-always madvise never}" ;;
        maps) with /proc/sys/vm/max_map_count "${values[@]:-2000}" ;;
        *) die "--only $name is none of overcommit, thp, maps" ;;
    esac
done
exit "$status"
