#!/usr/bin/env bash
# How often threads write to memory that others write to: the atomic instructions of the library, counted by what they are
# for, per 1000 calls of malloc and free. Each program of c-tests/bench runs twice under callgrind, which counts each
# instruction; the second run does several times the work, and the table is made of the difference.
#
#   scripts/contention.sh [--lib PATH] [--out DIR]
#
#   --lib PATH   the library, with its debugging information   (default: target/dist/liborthotope.so)
#   --out DIR    table.md and, by program, what was counted    (default: target/contention)
#
# valgrind runs one thread at a time and changes between them every few thousand blocks of instructions. So nobody ever
# meets anybody at a lock or a word here: what is counted is how often they would go there, not how long they would wait.
# It also runs everything tens of times slower, so what goes by the clock (ticks, ten a second, each of which
# takes every class's lock) is that much too frequent.
set -euo pipefail
cd "$(dirname "$0")/.."
lib=target/dist/liborthotope.so
out=target/contention
sched=try
while (($#)); do
    case $1 in
        --lib) lib=${2:?--lib wants a path}; shift ;;
        --out) out=${2:?--out wants a folder}; shift ;;
        --fair-sched) sched=${2:?--fair-sched wants a word}; shift ;; # valgrind's: does another order of threads change the counts?
        -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) echo "contention: unknown option $1; --help tells which there are" >&2; exit 2 ;;
    esac
    shift
done
lib=$(realpath -e "$lib")
mkdir -p "$out"
make -s -C c-tests/bench

# Name, command, what is appended for the first and for the second run.
programs() {
    cat <<'END'
pair-mix-2t	pair_churn sizes=cxx burst=8 threads=2	pairs=200K	pairs=2M
replace-2t	random_replace sizes=cpython bytes=8M threads=2	replace=200K	replace=2M
larson-2t	larson threads=2	replace=500K rounds=10	replace=2500K rounds=50
pipe-1-1	producer_consumer shape=pairs	blocks=200K	blocks=2M
pipe-1-1-mix	producer_consumer shape=pairs sizes=json	blocks=200K	blocks=2M
pipe-3-1	producer_consumer shape=in threads=4	blocks=200K	blocks=2M
ring-4t	producer_consumer shape=ring threads=4	blocks=200K	blocks=2M
storm-2t	thread_storm threads=2	total=200	total=1000
tensor-step	tensor_step weights=64M pause=0 rest=0	steps=5	steps=20
END
}

count() { # NAME COMMAND FIRST SECOND
    local part more work=$out/$1
    for part in 1 2; do
        more=$3
        [[ $part == 1 ]] || more=$4
        # shellcheck disable=SC2086 # they are words
        LD_PRELOAD=$lib nice valgrind --tool=callgrind --fair-sched="$sched" --dump-instr=yes --compress-pos=no --compress-strings=no \
            --callgrind-out-file="$work.$part.callgrind" c-tests/build/bench/$2 $more >"$work.$part.output" 2>"$work.log" ||
            { tail -n 5 "$work.log" >&2; return 1; }
    done
    python3 -B scripts/contention/writes.py "$lib" "$work".{1.callgrind,1.output,2.callgrind,2.output} >"$work.txt"
    rm -f "$work".*.callgrind
}

names=()
while IFS=$'\t' read -r name command first second; do
    echo "contention: $name" >&2
    count "$name" "$command" "$first" "$second"
    names+=("$name")
done < <(programs)

{
    echo "date     $(date -u '+%Y-%m-%d %H:%M') UTC"
    echo "commit   $(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)"
    echo "command  scripts/contention.sh"
    echo "counted  by $(valgrind --version)"
} >"$out/facts.txt"
cd "$out"
awk -F '\t' '
    FNR == 1 { name = FILENAME; sub(/\.txt$/, "", name); columns[++n] = name; sub(/.*=/, ""); operations[name] = $0; next }
    { count[$2, name] = $1; if ($1 != 0) all[$2] += $1 }
    END {
        printf "| per 1000 calls |"
        for (i = 1; i <= n; i++) printf " %s |", columns[i]
        printf "\n|---|"
        for (i = 1; i <= n; i++) printf "---|"
        print ""
        for (what in all) {
            line = "| " what " |"
            most = 0
            for (i = 1; i <= n; i++) {
                rate = 1000 * count[what, columns[i]] / operations[columns[i]]
                if (rate > most) most = rate
                line = line (rate < 0.005 ? " 0 |" : rate < 10 ? sprintf(" %.2f |", rate) : sprintf(" %.0f |", rate))
            }
            if (most >= 0.005) print line | "sort"
        }
    }' "${names[@]/%/.txt}" >table.md
cat facts.txt table.md
