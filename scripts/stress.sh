#!/usr/bin/env bash
# The model at each level, with sampled blocks and with a memory limit, the same while calls of the system's fail, the thread tests
# and the crowd, with random seeds and the invariants checked, for a given time. Stops at the first failure and says how to
# repeat it.
#
#   scripts/stress.sh [TIME]          TIME: 90, 30m, 2h             (default: 5m)
#   SEED=N scripts/stress.sh          one round with that seed
#
# A process of the tests may hold at most 1 GiB (STRESS_MIB) at its peak.
set -euo pipefail
cd "$(dirname "$0")/.."

die() { echo "stress: $*" >&2; exit 2; }
time=${1:-5m}
[[ $# -le 1 && $time =~ ^([1-9][0-9]*)([smh]?)$ ]] || die "a time is 90, 30m or 2h, not '$*'"
case ${BASH_REMATCH[2]} in m) unit=60 ;; h) unit=3600 ;; *) unit=1 ;; esac
seconds=$((BASH_REMATCH[1] * unit))
seed=${SEED:-}
[[ $seed =~ ^[0-9]*$ ]] || die "SEED=$seed is not a number"
most=${STRESS_MIB:-1024}
[[ $most =~ ^[1-9][0-9]*$ ]] || die "STRESS_MIB=$most is not a number"

# Builds a test and prints where it is.
build() { # TEST OPTIONS...
    local test=$1
    shift
    cargo test -q --release --no-run --message-format=json "$@" --test "$test" 2>/dev/null |
        python3 -c "import json, sys
for line in sys.stdin:
    found = json.loads(line)
    if found.get('executable') and found['target']['name'] == '$test':
        print(found['executable'])"
}
model=$(build model)
threads=$(build threads)
crowd=$(build crowd)
faults=$(build model --no-default-features --features faults)
[[ -x $model && -x $threads && -x $crowd && -x $faults ]] || die "the tests do not build: cargo test --release --no-run"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
peak=0
once() { # SEED PROGRAM ARGUMENTS...
    local seed=$1 kib status=0
    shift
    ORTHOTOPE_SEED=$seed ORTHOTOPE_CASES=${ORTHOTOPE_CASES:-30} ORTHOTOPE_ROUNDS=${ORTHOTOPE_ROUNDS:-10} /usr/bin/time -q -o "$log.kib" -f %M "$@" >"$log" 2>&1 || status=$?
    kib=$(tail -n 1 "$log.kib")
    rm -f "$log.kib"
    ((kib <= peak)) || peak=$kib
    if ((status || kib > most * 1024)); then
        tail -n 40 "$log"
        echo "stress: ${1##*/} ended with $status and held $((kib / 1024)) MiB; repeat with SEED=$seed scripts/stress.sh"
        exit 1
    fi
}

rounds=0
while ((rounds == 0 || (SECONDS < seconds && ${#seed} == 0))); do
    now=${seed:-$((RANDOM << 30 | RANDOM << 15 | RANDOM))}
    once "$now" "$model"
    once "$now" "$faults" failing
    once "$now" "$threads"
    once "$now" "$crowd"
    rounds=$((rounds + 1))
done
echo "stress: $rounds rounds in $SECONDS s, at most $((peak / 1024)) MiB"
