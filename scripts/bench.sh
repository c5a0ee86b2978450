#!/usr/bin/env bash
# Takes the figures that docs/performance.md is made of, in less than half an hour on two cores; but for the lines that
# threads share (scripts/contention.sh) and real networks (scripts/inference.sh), which say so where they stand.
#
#   scripts/bench.sh [--quick] [--out DIR] [--lib PATH] [--allocators NAMES] [STEP...]
#   scripts/bench.sh --smoke [--out DIR] [--lib PATH]
#   scripts/bench.sh --document [--out DIR] [STEP...]
#
#   --quick            in less than five minutes: fewer rounds, sizes, workloads and allocators
#   --smoke            no figures: builds the programs of c-tests/bench and runs each line of their
#                      tables once plainly and once preloaded, in small; what they print must agree
#   --document         measures nothing: puts the tables and charts that are in DIR into docs/performance.md,
#                      each in place of what its section had; the words around them are yours
#   --out DIR          where everything goes            (default: target/bench, -quick, -smoke)
#   --lib PATH         the library                       (default: target/dist/liborthotope.so)
#   --allocators NAMES a comma between; for all steps but instructions, startup and criterion (default: of
#                      those in target/peers/list the newest of each kind; scripts/peers.sh writes it)
#   STEP               only these                        (default: all; --quick leaves costs and criterion out)
#
# The steps, each with a folder of its own in DIR:
#   instructions       scripts/instructions.sh --peers; then the library without misuse checks (make unchecked)
#   workloads          scripts/compare.sh --workload ours
#   real               scripts/compare.sh --workload real
#   scaling            scripts/compare.sh --series --settle --table c-tests/bench/scaling.tsv
#   memory             scripts/compare.sh --figures --table c-tests/bench/memory.tsv
#   latency            the same with c-tests/bench/latency.tsv
#   tensors            the same with c-tests/bench/tensors.tsv
#   costs              scripts/costs.sh
#   startup            scripts/startup.sh --peers
#   criterion          cargo bench: the parts, in one process
#
# Of each step but criterion, DIR/STEP/table.md is to be pasted into a document; it says of which commit, when and by
# which command it was made. Of scaling, memory, latency and tensors, chart.svg goes with it. DIR/summary.txt has the steps' times and what they come to; it is
# printed. Exit status: 1 when a step failed; the others are run all the same.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
lib=target/dist/liborthotope.so
list=target/peers/list
out=
mode=full
names=
steps=()

usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
die() { echo "bench: $*" >&2; exit 2; }

all=(instructions workloads real scaling memory latency tensors costs startup criterion)
while (($#)); do
    case $1 in
        --quick | --smoke | --document) mode=${1#--} ;;
        --out | --lib | --allocators)
            (($# >= 2)) || die "$1 needs a value"
            case $1 in
                --out) out=$2 ;;
                --lib) lib=$2 ;;
                --allocators) names=$2 ;;
            esac
            shift
            ;;
        -h | --help) usage; exit 0 ;;
        *)
            [[ " ${all[*]} " == *" $1 "* ]] || { usage >&2; exit 2; }
            steps+=("$1")
            ;;
    esac
    shift
done

if [[ $mode == document ]]; then
    out=${out:-target/bench}
    declare -A section=(
        [instructions]=Instructions [workloads]=Workloads [real]='Real programs' [scaling]='How cost grows'
        [memory]='Memory that a program no longer uses' [latency]='One call' [tensors]=Tensors
        [costs]='Programs that gain nothing' [startup]=Start-up
    )
    ((${#steps[@]})) || steps=("${!section[@]}")
    for step in "${steps[@]}"; do
        [[ ${section[$step]:-} && -e $out/$step/table.md ]] || continue
        python3 -B scripts/compare/document.py docs/performance.md "${section[$step]}" "$out/$step/table.md"
        [[ $step != scaling || ! -e $out/scaling/chart.svg ]] || cp "$out/scaling/chart.svg" docs/scaling.svg
        echo "bench: $step is in docs/performance.md, ${section[$step]}"
    done
    exit 0
fi

[[ -e $lib ]] || die "no library at $lib; build it first"

if [[ $mode == smoke ]]; then
    out=${out:-target/bench-smoke}
    rm -f "$out"/*.tsv
    mkdir -p "$out"
    make -s -C c-tests/bench
    # What is appended to a program's arguments: of two of a name, the last one counts.
    declare -A small=(
        [calloc_fresh]="bytes=1M" [containers]="steps=20K" [false_sharing]="rounds=2000" [fifo]="blocks=200K"
        [first_touch]="bytes=8M rounds=1" [short_processes]="total=3" [sparse_array]="bytes=8M"
        [tensor_growth]="most=8M" [tensor_pair]="turns=32 rounds=1 most=1M" [tensor_shapes]="turns=200"
        [tensor_step]="weights=4M steps=5 pause=0 rest=0" [warm_forks]="children=3 bytes=4M"
        [idle_threads]="wait=10" [larson]="replace=200K" [latency]="replace=20K live=2000"
        [pair_churn]="pairs=200K" [pair_ns]="turns=1K rounds=3" [phased]="bytes=4M" [phased_rss]="bytes=4M wait=10"
        [producer_consumer]="blocks=100K" [random_replace]="bytes=1M replace=50K"
        [realloc_growth]="most=1M growths=20K live=100" [text]="texts=2"
        [thread_storm]="total=200" [threads_leave]="total=200"
    )
    lines() { # TABLE...
        local name command description program
        while IFS=$'\t' read -r name command description; do
            [[ $name && $name != \#* ]] || continue
            program=${command%% *}
            [[ ${small[$program]:-} ]] || die "$name: no small size for $program in scripts/bench.sh"
            printf '%s\t%s %s\t%s\n' "$name" "$command" "${small[$program]}" "$description"
        done < <(cat "$@")
    }
    # Different tables may have a line of one name.
    lines c-tests/bench/workloads.tsv >"$out/workloads.tsv"
    lines c-tests/bench/scaling.tsv >"$out/scaling.tsv"
    lines c-tests/bench/{memory,latency,tensors,costs}.tsv >"$out/figures.tsv"
    for table in workloads scaling; do
        scripts/compare.sh --lib "$lib" --out "$out/$table" --allocators glibc,orthotope \
            --table "$out/$table.tsv" --rounds 1 --timeout 60 >"$out/$table.log" 2>&1 ||
            { cat "$out/$table.log" >&2; die "a workload of $table.tsv failed"; }
    done
    scripts/compare.sh --lib "$lib" --out "$out/figures" --allocators glibc,orthotope --figures \
        --table "$out/figures.tsv" --rounds 1 --timeout 60 >"$out/figures.log" 2>&1 ||
        { cat "$out/figures.log" >&2; die "a workload of memory, latency, tensors or costs.tsv failed"; }
    echo "bench: $(cat "$out"/*.tsv | wc -l) workloads in small, under glibc and preloaded: the same output"
    exit 0
fi

[[ $mode == full ]] || out=${out:-target/bench-quick}
out=${out:-target/bench}
mkdir -p "$out"
out=$(realpath "$out")
cp -p "$lib" "$out/liborthotope.so.new" # all steps measure the same one, whatever is built meanwhile
mv "$out/liborthotope.so.new" "$out/liborthotope.so"
lib=$out/liborthotope.so
newest=(glibc jemalloc mimalloc3 tcmalloc gperftools snmalloc rpmalloc)
sizes=(64 1024 20000 65536 1048576)
workloads=ours real=real rounds=5 workloads_s=480 real_s=180 figures_rounds=2 pairs=500
rows=. scaling_rounds=2 scaling_s=180 memory_rows=. tensor_rows=.
if [[ $mode == quick ]]; then
    newest=(glibc jemalloc mimalloc3 tcmalloc)
    sizes=(64 20000)
    workloads=pair-64,pair-20000,fifo-mix,replace-cxx-8m,replace-cpython-64m,larson-2t,pipe-1-1
    workloads+=,pipe-3-1,ring-2t,storm-8t,vectors,text-2t,containers
    real=sqlite,python-json,redis
    rounds=3 workloads_s=85 real_s=45 figures_rounds=1 pairs=100
    rows='^(pair|replace)-(1|8|512)t|^heap-(1|64|512)m' scaling_rounds=1 scaling_s=30
    memory_rows='^(phased-small|idle|threads)' tensor_rows='^(tensor-(pair|remote|step)|calloc)'
    ((${#steps[@]})) || steps=(instructions workloads real scaling memory latency tensors startup)
fi
((${#steps[@]})) || steps=("${all[@]}")

# Without a list, compare.sh takes those that Debian has, and says so.
if [[ ! $names && -e $list ]]; then
    names=orthotope
    for name in "${newest[@]}"; do
        path=$(awk -F '\t' -v name="$name" '$1 == name { print $2 }' "$list")
        if [[ $path == - || -e $path ]]; then
            names+=,$name
        else
            echo "bench: without $name, which scripts/peers.sh does not have" >&2
        fi
    done
fi
chosen=()
[[ ! $names ]] || chosen=(--allocators "$names")
at_a_time=$(($(tr -cd , <<<"$names" | wc -c) + 1))

compare() { scripts/compare.sh --lib "$lib" ${chosen[@]+"${chosen[@]}"} "$@"; }

# Without the heap of 8 GiB where it might not fit.
scaling_rows() {
    local available
    available=$(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo)
    if ((available < 14000)); then
        echo "bench: without heap-8g: $available MiB of memory are available" >&2
        grep -E "$rows" c-tests/bench/scaling.tsv | grep -v '^heap-8g'
    else
        grep -E "$rows" c-tests/bench/scaling.tsv
    fi
}

measure() { # STEP DIR
    case $1 in
        instructions)
            scripts/instructions.sh --lib "$lib" --peers --out "$2" "${sizes[@]}" &&
                { [[ $mode == quick ]] || {
                    make -s unchecked &&
                        scripts/instructions.sh --lib target/unchecked/dist/liborthotope.so --out "$2/unchecked" 64 20000
                }; } &&
                instructions_document "$2" >"$2/table.md"
            ;;
        workloads)
            compare --out "$2" --workload "$workloads" --warmup 0 --rounds "$rounds" --seconds "$workloads_s"
            ;;
        scaling)
            scaling_rows >"$2/rows.tsv" && make -s -C c-tests/bench &&
                compare --out "$2" --series --settle --table "$2/rows.tsv" --warmup 0 \
                    --rounds "$scaling_rounds" --seconds "$scaling_s"
            ;;
        real) compare --out "$2" --workload "$real" --warmup 0 --rounds "$rounds" --seconds "$real_s" ;;
        memory) # the programs mostly wait, so they run beside each other, and beside the compiler
            [[ $mode == quick ]] ||
                nice -n 19 cargo bench --no-run --bench hot_path --bench parts >"$2/criterion.log" 2>&1 &
            grep -E "$memory_rows" c-tests/bench/memory.tsv >"$2/rows.tsv" && make -s -C c-tests/bench &&
                compare --out "$2" --figures --table "$2/rows.tsv" \
                    --rounds "$figures_rounds" --jobs "$at_a_time"
            ;;
        latency)
            make -s -C c-tests/bench &&
                compare --out "$2" --figures --table c-tests/bench/latency.tsv \
                    --rounds "$figures_rounds"
            ;;
        tensors)
            grep -E "$tensor_rows" c-tests/bench/tensors.tsv >"$2/rows.tsv" && make -s -C c-tests/bench &&
                compare --out "$2" --figures --table "$2/rows.tsv" --rounds 1
            ;;
        costs) scripts/costs.sh --lib "$lib" ${chosen[@]+"${chosen[@]}"} --out "$2" ;;
        startup) scripts/startup.sh --runs "$pairs" --peers "$lib" >"$2/startup.txt" &&
            awk 'NR == 1 { print "```" } NF == 0 { print "```" } { print }' "$2/startup.txt" >"$2/table.md" ;;
        criterion)
            cargo bench --bench hot_path --bench parts -- --warm-up-time 0.2 --measurement-time 0.6
            ;;
    esac
}

# One row a size; in it, by allocator, pair/batch/replace.
instructions_table() { # CSV
    awk -F , '
        NR == 1 { next }
        !($1 in seen) { seen[$1]; names[++columns] = $1 }
        !($3 in rows) { rows[$3]; order[++lines] = $3 }
        { cell[$3, $1] = cell[$3, $1] sprintf($4 == "pair" ? "%.0f" : "/%.0f", $5) }
        END {
            printf "| bytes |"
            for (i = 1; i <= columns; i++) printf " %s |", names[i]
            printf "\n|---|"
            for (i = 1; i <= columns; i++) printf "---|"
            print ""
            for (row = 1; row <= lines; row++) {
                printf "| %s |", order[row]
                for (i = 1; i <= columns; i++) printf " %s |", cell[order[row], names[i]]
                print ""
            }
        }' "$1"
}

# The same with the facts of its run, and without misuse checks.
instructions_document() { # DIR
    echo '```'
    echo "date     $(date -u '+%Y-%m-%d %H:%M') UTC"
    echo "commit   $(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)"
    echo "command  scripts/instructions.sh --peers ${sizes[*]}"
    echo "counted  by $(valgrind --version)"
    grep -e 'is missing' -e 'does not run' "$1/instructions.txt" | sed 's/^/         /' || true
    echo '```'
    echo
    instructions_table "$1/instructions.csv"
    [[ ! -e $1/unchecked/instructions.csv ]] || {
        printf '\nWithout the misuse checks (make unchecked):\n\n'
        instructions_table "$1/unchecked/instructions.csv"
    }
}

# What a step comes to.
digest() { # STEP
    local from=$out/$1
    case $1 in
        instructions)
            echo "malloc and free, pair/batch/replace:"
            cat "$from/table.md"
            ;;
        workloads | real) # without the rows, and of the notes only the warnings
            sed -n '1,/^$/p; /^Over all /,$p' "$from/table.txt" |
                awk '/^- /{ skip = 1 } /^! /{ skip = 0 } !skip'
            echo
            cat "$from/table.md"
            ;;
        scaling | memory | latency | tensors | startup) cat "$from/table.md" ;;
        costs) # what scripts/costs/judge.py says, too
            cat "$from/table.md"
            grep -E '^(FAIL|note|no count)' "$from/log" || true
            ;;
        criterion) # a long name has a line of its own before its time
            awk '/^Benchmarking/ { next }
                / time: / && name $0 !~ /change:/ { sub(/^ +/, ""); print /^time:/ ? name "  " $0 : $0 }
                { name = $0 }' "$from/log"
            ;;
    esac
}

failed=0
times=()
for step in "${steps[@]}"; do
    echo "bench: $step"
    rm -rf "${out:?}/$step"
    mkdir -p "$out/$step"
    start=$SECONDS outcome=''
    if ! measure "$step" "$out/$step" >"$out/$step/log" 2>&1; then
        failed=1 outcome="FAILED, see $step/log"
        tail -n 5 "$out/$step/log" >&2
    fi
    times+=("$(printf '%-14s %5d s  %s' "$step" $((SECONDS - start)) "$outcome")")
done

{
    echo "scripts/bench.sh: $mode, $(date -u '+%Y-%m-%d %H:%M') UTC, $SECONDS s, of them"
    printf '  %s\n' "${times[@]}"
    for step in "${steps[@]}"; do
        printf '\n== %s\n\n' "$step"
        digest "$step" || echo "nothing to show"
    done
} >"$out/summary.txt" 2>&1
cat "$out/summary.txt"
echo "bench: written to $out"
exit "$failed"
