# stress-ng's stressors of malloc, fork and virtual memory, with its own checks.
# version: stress-ng --version | cut -d ' ' -f 1-3
# needs: stress-ng
# packages: stress-ng
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
stress-ng --malloc 2 --malloc-ops 400000 --verify --timeout 60 >&2 &
proof $! stress-ng
wait $! && echo "malloc: $?"
# Blocks of up to 64 MiB that are hardly touched.
stress-ng --malloc 1 --malloc-ops 10000 --malloc-bytes 64M --verify --timeout 60 >&2 && echo "large: $?"
stress-ng --fork 2 --fork-ops 2000 --timeout 60 >&2 && echo "fork: $?"
stress-ng --vm 2 --vm-ops 20000 --vm-bytes 64M --verify --timeout 60 >&2 && echo "vm: $?"
stress-ng --pthread 1 --pthread-ops 2000 --timeout 60 >&2 && echo "threads: $?"
stress-ng --qsort 1 --qsort-ops 2 --tree 1 --tree-ops 20 --verify --timeout 60 >&2 && echo "qsort, tree: $?"
