#!/bin/bash
# Compares what the library exports with scripts/pkg/liborthotope.map, in both directions, and checks
# that it imports no allocation function (`__libc_*` are allowed).
#
# usage: scripts/check-exports.sh [LIB]
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
lib=${1:-target/dist/liborthotope.so}
map=scripts/pkg/liborthotope.map
forbidden='malloc|calloc|realloc|free|reallocarray|posix_memalign|memalign|aligned_alloc|valloc|pvalloc|strdup|strndup'

# nm prints a version after `@`: an exported name must have none, so it is kept here and differs.
exported=$(nm -D --defined-only "$lib" | awk '{ print $NF }' | sort)
listed=$(sed -nE '/global:/,/local:/s/^ *([A-Za-z0-9_]+);.*/\1/p' "$map" | sort)
imported=$(nm -D --undefined-only "$lib" | awk '{ sub(/@.*/, "", $NF); print $NF }' | grep -xE "$forbidden" || true)

failed=0
report() { # SENTENCE NAMES
    [ -n "$2" ] || return 0
    failed=1
    printf 'check-exports: %s\n' "$1"
    printf '    %s\n' "${2//$'\n'/$'\n'    }"
}
report "listed in $map twice:" "$(uniq -d <<<"$listed")"
report "exported, but not in $map:" "$(comm -23 <(echo "$exported") <(echo "$listed"))"
report "in $map, but not exported:" "$(comm -13 <(echo "$exported") <(echo "$listed"))"
report "allocation functions that it imports:" "$imported"

[ "$failed" -eq 0 ] && echo "check-exports: $(wc -l <<<"$exported") names exported, exactly those of $map; no allocation function imported"
exit "$failed"
