#!/bin/sh
# cc1plus, the compiler behind g++, with the arguments that g++ would give it; the assembly goes
# to standard output. `prepare` asks g++ for these.
set -eu
if [ "${1:-}" = prepare ]; then
    LC_ALL=C g++ '-###' -std=c++17 -DKINDS=1 -S "$(dirname "$0")/../../demo/large.cc" -o - 2>&1 |
        sed -n 's/^.*cc1plus/exec &/p' >call.sh
    [ -s call.sh ]
else
    # shellcheck disable=SC1091 # prepare has written it
    . ./call.sh
fi
