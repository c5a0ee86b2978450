#!/bin/bash
# Fuzzes the operations of a heap and the settings' parser with cargo-fuzz, from the corpus in fuzz/corpus on. What is new goes to
# target/fuzz/corpus, what fails to fuzz/artifacts. scripts/install-deps.sh fuzz brings cargo-fuzz.
#
# usage: scripts/fuzz.sh [SECONDS [TARGET...]]    60 s for each of: operations settings
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { echo "fuzz: $seconds is no number of seconds" >&2; exit 2; }
shift $(($# > 0))
[ $# -gt 0 ] || set -- operations settings
for target; do
    [ -f "fuzz/fuzz_targets/$target.rs" ] || { echo "fuzz: there is no target $target" >&2; exit 2; }
done
PATH=$PWD/target/cargo-fuzz/bin:$PATH
# libFuzzer needs what only unstable options bring; this lets a stable compiler take them.
export RUSTC_BOOTSTRAP=1
for target; do
    mkdir -p "target/fuzz/corpus/$target"
    echo "fuzz: $target for $seconds s"
    log=target/fuzz/$target.log
    if ! cargo fuzz run --target-dir target/fuzz/build "$target" "target/fuzz/corpus/$target" "fuzz/corpus/$target" -- \
        -max_total_time="$seconds" -max_len=600 -rss_limit_mb=4096 -print_final_stats=1 >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        echo "fuzz: $target failed; the input is in fuzz/artifacts/$target, the whole story in $log" >&2
        exit 1
    fi
    grep -E 'stat::(number_of_executed_units|new_units_added)|^Done' "$log"
done
