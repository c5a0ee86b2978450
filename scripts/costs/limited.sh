#!/usr/bin/env bash
# Runs a command in a memory control group of its own, of version 1 or 2.
#
#   limited.sh MIB COMMAND...
#   limited.sh --check         says in a line why there can be none, then ends with 1
set -euo pipefail

if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    top=/sys/fs/cgroup limit=memory.max
else
    top=/sys/fs/cgroup/memory limit=memory.limit_in_bytes
fi
group=$top/orthotope-costs-$$

make_group() { # BYTES; says why not
    [[ $limit != memory.max ]] || echo +memory >"$top/cgroup.subtree_control" || return 1
    mkdir "$group" && echo "$1" >"$group/$limit" || return 1
    # What is beyond the limit shall not be swapped.
    for swap in memory.swap.max memory.swappiness; do
        [[ ! -e $group/$swap ]] || echo 0 >"$group/$swap" || return 1
    done
}
trap '[[ ! -d $group ]] || rmdir "$group"' EXIT

if [[ ${1:-} == --check ]]; then
    why=$(make_group $((256 << 20)) 2>&1) || { echo "no memory control group can be made: ${why##*: }"; exit 1; }
    exit 0
fi
[[ $# -ge 2 && $1 =~ ^[0-9]+$ ]] || { echo "usage: limited.sh MIB COMMAND..." >&2; exit 2; }
make_group $(($1 << 20)) || exit 3
shift
status=0
# As a service has it: then the library looks at its own group's limit, not only at the root's.
(echo "$BASHPID" >"$group/cgroup.procs" && INVOCATION_ID=costs exec "$@") || status=$?
exit "$status"
