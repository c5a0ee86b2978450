#!/usr/bin/env bash
# Real inference under several allocators, by scripts/compare.sh: onnxruntime reading pages (rapidocr), telling file types
# (magika) and embedding texts (a model of BERT's shape), the last on OpenVINO, too. Each process warms up, then measures
# itself: seconds, user and system time, page faults, requests a second, p50 and p99, peak and steady resident memory.
#
#   scripts/inference.sh [OPTION]... [NAME]...
#
#   NAME...            workloads of scripts/inference/workloads.tsv           (default: all)
#   --allocators NAMES as for scripts/compare.sh; those whose name ends in -tuned have the settings
#                      that the runtimes' guides recommend
#                      (default: orthotope and the newest peers of target/peers/list, plain and tuned)
#   --lib PATH         the library to show              (default: target/dist/liborthotope.so)
#   --rounds N         runs of each workload on each allocator                    (default: 3)
#   --seconds N        begin no further round that would end after N seconds    (default: 900)
#   --out DIR          table.txt, table.md, charts, CSV, JSON      (default: target/inference)
#   --smoke            one short run of the small workloads, plainly and preloaded: does it work?
#
# Installs its Python packages into target/inference-venv, in the versions that scripts/inference/requirements.txt names; what
# is there already is left alone. Exit status: as that of scripts/compare.sh.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lib=$root/target/dist/liborthotope.so
out=$root/target/inference
venv=$root/target/inference-venv
list=$root/target/peers/list
allocators=
rounds=3
seconds=900
smoke=
names=()

usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
die() { echo "inference: $*" >&2; exit 2; }

while (($#)); do
    case $1 in
        --allocators | --lib | --rounds | --seconds | --out)
            (($# >= 2)) || die "$1 needs a value"
            printf -v "${1#--}" %s "$2"
            shift 2
            ;;
        --smoke) smoke=yes; shift ;;
        -h | --help) usage; exit 0 ;;
        -*) usage >&2; exit 2 ;;
        *) names+=("$1"); shift ;;
    esac
done
[[ -e $lib ]] || die "no library at $lib; build it first"
mkdir -p "$out"

if ! cmp -s "$root/scripts/inference/requirements.txt" "$venv/installed.txt"; then
    echo "inference: installing Python packages, see $out/install.log"
    {
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" install --disable-pip-version-check --no-deps -r "$root/scripts/inference/requirements.txt"
        cp "$root/scripts/inference/requirements.txt" "$venv/installed.txt"
    } >"$out/install.log" 2>&1 || { tail -5 "$out/install.log" >&2; die "the packages can't be had"; }
fi

# The table, with programs that are found from anywhere.
table=$out/workloads.tsv
grep -v '^#' "$root/scripts/inference/workloads.tsv" | sed "s|venv.sh|$root/scripts/inference/venv.sh|g" >"$out/all.tsv"
if [[ $smoke ]]; then
    allocators=${allocators:-glibc,orthotope} rounds=1
    awk -F '\t' -v OFS='\t' '$1 == "files" { $2 = $2 " --files 60" } $1 == "embed" { $2 = $2 " --batches 8" }
        $1 == "files" || $1 == "embed"' "$out/all.tsv" >"$table"
else
    ((${#names[@]})) || mapfile -t names < <(cut -f 1 "$out/all.tsv")
    : >"$table"
    for name in "${names[@]}"; do
        awk -F '\t' -v name="$name" '$1 == name { print; found = 1 } END { exit !found }' "$out/all.tsv" >>"$table" ||
            die "no workload named $name; there are $(cut -f 1 "$out/all.tsv" | tr '\n' ' ')"
    done
fi
rm "$out/all.tsv"

if [[ -z $allocators ]]; then
    allocators=orthotope,glibc
    for name in jemalloc mimalloc3 tcmalloc gperftools snmalloc rpmalloc jemalloc-tuned gperftools-tuned; do
        if [[ -e $list ]] && grep -q "^${name%-tuned}	/" "$list"; then
            allocators+=,$name
        else
            echo "inference: without $name: scripts/peers.sh provides it"
        fi
    done
fi

# OpenVINO's threading library opens its helper so that it has libc's free for blocks of whatever malloc there is; this
# keeps it from that (docs/inference.md).
export TBB_ENABLE_SANITIZERS=1
warmup=1
[[ $smoke ]] && warmup=0
scripts=$root/scripts
"$scripts/compare.sh" --lib "$lib" --allocators "$allocators" --table "$table" --rounds "$rounds" --warmup "$warmup" \
    --seconds "$seconds" --timeout 600 --out "$out"
