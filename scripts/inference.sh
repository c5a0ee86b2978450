#!/usr/bin/env bash
# Runs real networks on real runtimes under several allocators, by scripts/compare.sh, and judges
# what they cost after they have warmed up, measured inside the process.
#
#   scripts/inference.sh [OPTION]...
#
#   --lib PATH          the library behind orthotope   (default: target/dist/liborthotope.so)
#   --allocators NAMES  as compare.sh has them, those with settings too
#                       (default: orthotope, glibc, jemalloc, mimalloc3, tcmalloc, gperftools and
#                       snmalloc, as far as there are such)
#   --tuned             the default is orthotope and all peers with recommended settings instead: glibc,
#                       jemalloc, mimalloc3 and gperftools; a run of its own, so that each has time for rounds
#   --rounds N          counted runs                                   (default: 10)
#   --seconds S         begin no further round that would end after S seconds  (default: 900)
#   --workload NAMES    only these rows of scripts/inference/full.tsv
#   --out DIR           what compare.sh writes; chart.svg has resident memory over time and
#                       latency by percentile                         (default: target/inference,
#                       target/inference-tuned). table.md ends with the bars that are reached and missed
#   --smoke             scripts/inference/smoke.tsv once under orthotope and glibc, and before that
#                       the commands of docs/inference.md
#
# scripts/install-deps.sh inference (or inference-smoke, or inference-llama, which adds llama.cpp)
# installs what the programs need. Exit status: as compare.sh; 2 where something is not installed.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
own=$root/scripts/inference
venv=$root/target/inference-venv
lib=$root/target/dist/liborthotope.so
out=
wanted=glibc,jemalloc,mimalloc3,tcmalloc,gperftools,snmalloc
tuned=
asked=
rounds=10
seconds=900
workload=
smoke=

usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
die() { echo "inference: $*" >&2; exit 2; }

while (($#)); do
    case $1 in
        --lib | --out | --rounds | --seconds | --workload)
            (($# >= 2)) || die "$1 needs a value"
            printf -v "${1#--}" %s "$2"
            shift 2
            ;;
        --allocators)
            (($# >= 2)) || die "$1 needs a value"
            asked=$2
            shift 2
            ;;
        --smoke) smoke=1; shift ;;
        --tuned)
            tuned=-tuned
            wanted=glibc-tuned,jemalloc-tuned,mimalloc3-tuned,gperftools-tuned
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done

has() { "$venv/bin/python" -c "import $1" 2>/dev/null; }
needs() { # WHICH MODULE...
    local module
    for module in "${@:2}"; do
        has "$module" || die "no $module in ${venv#"$root"/}; scripts/install-deps.sh $1 installs it"
    done
}

# What docs/inference.md tells to type is typed here.
# shellcheck disable=SC2016 # the backquotes are Markdown's
if [[ $smoke ]]; then
    sed -n '/^```sh$/,/^```$/{/^```/!p}' "$root/docs/inference.md" | (cd "$root" && bash -euo pipefail -s) ||
        { echo "inference: a command in docs/inference.md fails" >&2; exit 1; }
fi

lib=$(realpath -m "$lib")
out=${out:-$root/target/inference$tuned}
mkdir -p "$out"
table=$out/table.tsv
if [[ $smoke ]]; then
    needs inference-smoke magika onnx
    tables=("$own/smoke.tsv")
    : "${asked:=orthotope,glibc}"
    rounds=1
else
    needs inference magika onnx rapidocr_onnxruntime openvino
    tables=("$own/full.tsv")
    if has llama_cpp; then
        tables+=("$own/llama.tsv")
    else
        echo "inference: without llama.cpp; scripts/install-deps.sh inference-llama compiles it" >&2
    fi
fi
cat "${tables[@]}" >"$table"
if [[ $workload ]]; then
    : >"$table"
    for name in ${workload//,/ }; do
        grep -h -P "^\Q$name\E\t" "${tables[@]}" >>"$table" || die "no workload named $name"
    done
fi

# Without a list of peers there are those that Debian has; what was not asked for by name may be missing.
if [[ ! $asked ]]; then
    asked=orthotope
    for name in ${wanted//,/ }; do
        base=${name%-tuned}
        if [[ $base == glibc ]] ||
            grep -q -P "^\Q$base\E\t(?!missing)" "$root/target/peers/list" 2>/dev/null; then
            asked+=,$name
        fi
    done
    [[ $asked == *jemalloc* ]] || echo "inference: no peers; scripts/peers.sh provides them" >&2
fi

rm -f "$out/results.json"
export PATH=$venv/bin:$own:$PATH PYTHONDONTWRITEBYTECODE=1
status=0
"$root/scripts/compare.sh" --lib "$lib" --out "$out" --table "$table" --allocators "$asked" \
    --warmup 0 --rounds "$rounds" --seconds "$seconds" --timeout 300 || status=$?
[[ -e $out/results.json && $status -lt 2 ]] || exit "$status"
python3 -B "$own/judge.py" "$out/results.json" | tee "$out/bars.txt"
{ printf '\nWhich bars are reached:\n\n```\n'; cat "$out/bars.txt"; echo '```'; } >>"$out/table.md"
exit "$status"
