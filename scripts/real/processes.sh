# A thousand short processes, and a thousand that a shell forks.
# version: echo dash $(dpkg-query -W -f '${Version}' dash)
# needs: sh true
# in make test
set -euo pipefail
sh -c 'cat /proc/$$/maps' >"$MAPS/sh"
sh -c 'i=0; while [ $i -lt 1000 ]; do /bin/true || exit 1; i=$((i + 1)); done; echo "$i processes"'
sh -c 'i=0; n=0; while [ $i -lt 1000 ]; do n=$((n + $(echo $i))); i=$((i + 1)); done; echo $n'
seq 500 | xargs -n 1 -P 4 expr 1 + | sort -n | cksum
