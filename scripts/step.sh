#!/usr/bin/env bash
# Usage: step.sh NAME COMMAND...   run one step of `make test` and note its time
#        step.sh --summary         print the steps' times since the first one
set -euo pipefail
times=target/steps.txt
if [ "$1" = --summary ]; then
  echo "seconds by step:"
  awk '{ printf "  %-14s %5d\n", $1, $2; total += $2 } END { printf "  %-14s %5d\n", "all", total }' "$times"
  rm -f "$times"
  exit 0
fi
name=$1
shift
mkdir -p target
[ "$name" != install-deps ] || rm -f "$times"
echo "== $name"
start=$SECONDS
"$@"
echo "$name $((SECONDS - start))" >> "$times"
