#!/usr/bin/env bash
# What the library costs programs that gain nothing from it: the workloads of c-tests/bench/costs.tsv, and steps of
# tensors in a memory control group of 256 MiB (made by root; left out with a word otherwise), beside glibc and the peers.
#
#   scripts/costs.sh [--lib PATH] [--allocators NAMES] [--out DIR] [--rounds N]
#   scripts/costs.sh --thp-modes [the same options]
#
#   --thp-modes        the sparse array, first touch, forks and steps with transparent huge pages set to always, madvise and
#                      never, one after the other; sets them for the whole machine, so for root alone, and restores
#                      what was set before, whatever happens
#   --lib PATH         the library                       (default: target/dist/liborthotope.so)
#   --allocators NAMES a comma between                   (default: those of scripts/compare.sh)
#   --out DIR          where the tables go               (default: target/costs, target/thp-modes)
#   --rounds N         runs of each                      (default: 1; counts hardly differ)
#
# Prints the tables, then what scripts/costs/judge.py says of page faults and memory. Of the modes, DIR/table.md is to be pasted
# into a document. Exit status: 1 where one of ours is
# worse than everybody else's.
set -euo pipefail
cd "$(dirname "$0")/.."
lib=target/dist/liborthotope.so
out=
rounds=1
modes=
options=()
setting=/sys/kernel/mm/transparent_hugepage/enabled

die() { echo "costs: $*" >&2; exit 2; }
while (($#)); do
    case $1 in
        --thp-modes) modes=yes ;;
        --lib | --allocators | --out | --rounds)
            (($# >= 2)) || die "$1 needs a value"
            case $1 in
                --lib) lib=$2 ;;
                --out) out=$2 ;;
                --rounds) rounds=$2 ;;
                --allocators) options+=(--allocators "$2") ;;
            esac
            shift
            ;;
        -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) die "unknown option $1; --help tells which there are" ;;
    esac
    shift
done
[[ -e $lib ]] || die "no library at $lib; build it first"
[[ $rounds =~ ^[1-9][0-9]*$ ]] || die "--rounds $rounds is not a number"

tables() { # DIR TABLE; what fails shows in the figures, which are judged
    scripts/compare.sh --lib "$lib" ${options[@]+"${options[@]}"} --figures --rounds "$rounds" --table "$2" --out "$1" ||
        [[ -e $1/figures.json ]]
}

make -s -C c-tests/bench
bench=$PWD/c-tests/build/bench
if [[ ! $modes ]]; then
    out=${out:-target/costs}
    mkdir -p "$out"
    cp c-tests/bench/costs.tsv "$out/costs.tsv"
    if why=$(scripts/costs/limited.sh --check); then
        printf 'limited\t%s 256 %s weights=64M steps=10 pause=0 rest=0\t%s\n' "$PWD/scripts/costs/limited.sh" \
            "$bench/tensor_step" "steps of 300 tensors, 200 MiB live at the peak, in a control group of 256 MiB" >>"$out/costs.tsv"
    else
        echo "costs: without the control group of 256 MiB: $why"
    fi
    tables "$out" "$out/costs.tsv"
    echo
    python3 -B scripts/costs/judge.py "$out/figures.json"
    exit
fi

[[ -w $setting ]] || die "$setting can't be written to; --thp-modes is for root"
before=$(sed 's/.*\[\(.*\)\].*/\1/' "$setting")
trap 'echo "$before" >"$setting"' EXIT
trap 'exit 130' INT TERM HUP
out=${out:-target/thp-modes}
mkdir -p "$out"
{
    grep -E '^(sparse|warm-forks)'$'\t' c-tests/bench/costs.tsv
    grep -E '^first-touch'$'\t' c-tests/bench/tensors.tsv
    printf 'step\ttensor_step pause=20 rest=0\tsteps of 300 tensors, pauses of 0 and 20 ms\n'
} >"$out/modes.tsv"
status=0
for mode in always madvise never; do
    echo "== $mode"
    echo "$mode" >"$setting"
    tables "$out/$mode" "$out/modes.tsv"
    echo
    python3 -B scripts/costs/judge.py "$out/$mode/figures.json" || status=1
done
python3 -B scripts/costs/modes.py "$out" >"$out/table.md"
exit "$status"
