#!/usr/bin/env bash
# Runs commands under several allocators, interleaved, and reports time, memory and ratios.
#
#   scripts/compare.sh [OPTION]... [--workload NAME[,NAME...] | --table FILE | -- COMMAND...]
#   scripts/compare.sh --install
#
# What is run:
#   -- COMMAND...      this command, in this directory, its standard input empty
#   --workload NAMES   of our tables: all, ours (c-tests/bench/workloads.tsv), real
#                      (scripts/compare/real.tsv) or names from either     (default: all)
#   --table FILE       another table; scripts/compare/workloads.py tells its columns
# Under what:
#   --allocators NAMES those of target/peers/list, which scripts/peers.sh writes (without it:
#                      glibc and Debian's three), orthotope, and any library as NAME=PATH
#                                                                          (default: all)
#   --lib PATH         the library behind orthotope (default: target/dist/liborthotope.so)
#   --base NAME        what the ratios are relative to                     (default: orthotope)
# How often, how long:
#   --rounds N         counted runs of each workload under each allocator  (default: 10)
#   --warmup N         runs before these; the first also asks the dynamic linker whether the
#                      program's malloc is the allocator's                 (default: 1)
#   --settle           a run that peaks above 1 GiB is repeated at once, and the second one counts:
#                      in the first, a virtual machine may wait for its host to find the memory
#   --seconds S        begin no further round that would end after S seconds
#   --timeout S        a run that takes longer has failed                  (default: 120)
# And:
#   --out DIR          table.txt, table.md (to paste into a document), results.csv, runs.csv,
#                      results.json, charts                        (default: target/compare)
#   --series           the workloads are called NAME-NUMBER, as in c-tests/bench/scaling.tsv:
#                      seconds and peak memory in table.md, and chart.svg with lines over NUMBER
#   --figures          the figures that the programs print themselves, as those of
#                      c-tests/bench/memory.tsv and latency.tsv do, beside seconds and peak memory:
#                      medians (of 3 rounds, no warm-up), in table.txt, table.md, chart.svg,
#                      figures.csv and figures.json; --jobs N runs N allocators at a time, for
#                      programs that measure memory and mostly wait
#   --no-output-check  don't compare what the program prints: for programs that print times
#   --install          install the programs of the real workloads, and gnuplot for the charts, by
#                      apt-get (through sudo unless run by root), then end
#
# Each round runs everything once, the allocators in a shuffled order, the same for each call.
# Ratios are paired by round: the median of the rounds' ratios and its distribution-free 95 %
# interval; below six rounds their geometric mean with Student's interval on the logarithms.
#
# The library is preloaded to the command and to what it starts (`sh -c ...`), not to what
# measures it. user, sys and faults are summed over the command and all descendants that were
# waited for; peak memory is that of the largest single process among them. A program that knows
# better writes one line `wall user sys rss_kib faults` (seconds, KiB, `-` to leave a figure as
# it is) to the file that the variable COMPARE_REPORT names.
#
# Exit status: 1 when a run crashed, hung or printed something else than the first allocator's
# (the others go on), or when something that was named on the command line is not there.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
own=$root/scripts/compare
lib=$root/target/dist/liborthotope.so
out=$root/target/compare
install=
program=compare.py
options=()
what=()
line=scripts/compare.sh
for word in "$@"; do
    [[ $word =~ ^[[:alnum:]_./=,:+-]+$ ]] || word=\'${word//\'/\'\\\'\'}\'
    line+=" $word"
done

usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
die() { echo "compare: $*" >&2; exit 2; }

while (($#)); do
    case $1 in
        --lib | --out | --allocators | --base | --rounds | --warmup | --seconds | --timeout | \
            --jobs | --workload | --table)
            (($# >= 2)) || die "$1 needs a value"
            case $1 in
                --lib | --out) printf -v "${1#--}" %s "$2" ;;
                --workload | --table) what+=("$1") options+=("$1=$2") ;;
                *) options+=("$1=$2") ;;
            esac
            shift 2
            ;;
        --no-output-check | --series | --settle) options+=("$1"); shift ;;
        --figures) program=figures.py; shift ;;
        --install) install=1; shift ;;
        -h | --help) usage; exit 0 ;;
        --)
            shift
            (($#)) || die "no command after --"
            what+=(--)
            break
            ;;
        *) usage >&2; exit 2 ;;
    esac
done
((${#what[@]} <= 1)) || die "only one of --workload, --table and a command"

python=python3
[[ -x /usr/bin/python3 ]] && python=/usr/bin/python3 # Debian's own, whichever else is in PATH

if [[ $install ]]; then
    # shellcheck source=scripts/apt.sh
    . "$root/scripts/apt.sh"
    command -v apt-get >/dev/null || die "no apt-get here"
    command -v "$python" >/dev/null || apt_install_quietly python3
    read -ra packages < <("$python" -B "$own/compare.py" --needs --root "$root")
    command -v gnuplot >/dev/null || packages+=(gnuplot-nox)
    command -v gcc >/dev/null || packages+=(gcc libc6-dev)
    ((${#packages[@]})) || { echo "compare: everything is there"; exit 0; }
    echo "compare: installing ${packages[*]}"
    apt_install_quietly "${packages[@]}"
    exit
fi

[[ -e $lib ]] || die "no library at $lib; build it first"
command -v "$python" >/dev/null || die "no python3 to measure with"
mkdir -p "$out"
launcher=$out/launch
if [[ ! -x $launcher || $own/launch.c -nt $launcher ]]; then
    gcc -O2 -Wall -Wextra -static "$own/launch.c" -o "$launcher" ||
        die "could not build the launcher"
fi

exec "$python" -B "$own/$program" --root="$root" --lib="$lib" \
    --out="$(realpath "$out")" --launcher="$(realpath "$launcher")" --command-line="$line" \
    ${options[@]+"${options[@]}"} -- "$@"
