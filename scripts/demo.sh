#!/usr/bin/env bash
# Runs three real programs on five allocators and prints a table: an onnxruntime network that
# reads text from pictures, redis-server under redis-benchmark, and g++ on a large file.
#
#   scripts/demo.sh [--lib PATH] [--rounds N] [--seconds N] [--out DIR]
#
#   --lib PATH     the library to show            (default: target/dist/liborthotope.so)
#   --rounds N     runs of each program on each allocator                   (default: 3)
#   --seconds N    begin no further round that would end after N seconds  (default: 360)
#   --out DIR      where table.txt, table.csv and runs.csv go     (default: target/demo)
#
# Installs what is missing: Debian packages by apt-get (through sudo unless run by root) and
# Python packages into target/demo-venv. What is there already is left alone, so a second run
# needs no network. What can't be had is named in the table, and the rest goes on without it.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lib=$root/target/dist/liborthotope.so
out=$root/target/demo
venv=$root/target/demo-venv
rounds=3
seconds=360

usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

while (($#)); do
    case $1 in
        --lib | --rounds | --seconds | --out)
            (($# >= 2)) || { echo "demo: $1 needs a value" >&2; exit 2; }
            printf -v "${1#--}" %s "$2"
            shift 2
            ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done

[[ -e $lib ]] || { echo "demo: no library at $lib; build it first" >&2; exit 2; }
mkdir -p "$out"
log=$out/install.log
: >"$log"

say() { echo "demo: $*"; }

# shellcheck source=scripts/apt.sh
. "$root/scripts/apt.sh"
# shellcheck source=scripts/venv.sh
. "$root/scripts/venv.sh"

# Installs those of the given Debian packages that are missing: all at once, or one by one
# when that fails, so that one that can't be had doesn't take the others with it.
debian_packages() {
    local package missing=()
    for package in "$@"; do
        installed "$package" || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    if ! command -v apt-get >/dev/null; then
        say "no apt-get here; do without: ${missing[*]}"
        return 0
    fi
    for package in "${missing[@]}"; do
        say "installing Debian package $package"
    done
    apt_install "${missing[@]}" >>"$log" 2>&1 && return 0
    for package in "${missing[@]}"; do
        apt_install "$package" >>"$log" 2>&1 || say "could not install $package (see $log)"
    done
}

# The network that reads text, its models and its libraries, as demo/requirements.txt lists them.
python_packages() {
    venv_install "$venv" "$root/scripts/demo/requirements.txt" >>"$log" 2>&1 ||
        say "could not install the Python packages (see $log)"
}

debian_packages g++ libjemalloc2 libmimalloc2.0 libtcmalloc-minimal4 python3 python3-venv \
    redis-server redis-tools
command -v python3 >/dev/null || { echo "demo: no python3 to measure with" >&2; exit 1; }
python_packages

exec python3 -B "$root/scripts/demo/measure.py" --root "$root" --lib "$lib" --out "$out" \
    --ocr-python "$venv/bin/python" --rounds "$rounds" --seconds "$seconds"
