#!/bin/bash
# Installs what `make test` (default), `make demo`, `make fuzz` or `make inference` needs on a Debian 12
# machine that has a Rust toolchain. Idempotent: whatever is already there, from Debian or not, is left
# alone. Of fuzz, cargo-fuzz too, into target/cargo-fuzz. Of inference, Python packages too, into
# target/inference-venv; `inference-smoke` are those of `make test`, `inference-llama` adds llama.cpp,
# which is compiled for ten minutes or so.
#
# usage: scripts/install-deps.sh [test|demo|fuzz|inference|inference-smoke|inference-llama]
set -euo pipefail

# shellcheck source=scripts/apt.sh
. "$(dirname "$0")/apt.sh"
# shellcheck source=scripts/venv.sh
. "$(dirname "$0")/venv.sh"

# command that must be on PATH : the package that brings it
commands_test="
    gcc:gcc g++:g++ make:make cmake:cmake pkg-config:pkg-config ld:binutils readelf:binutils git:git perl:perl python3:python3
    node:nodejs java:default-jdk-headless javac:default-jdk-headless sqlite3:sqlite3
    redis-server:redis-server redis-cli:redis-tools redis-benchmark:redis-tools
    shellcheck:shellcheck valgrind:valgrind gdb:gdb strace:strace perf:linux-perf musl-gcc:musl-tools
    gzip:gzip tar:tar awk:mawk find:findutils ps:procps file:file"
commands_demo="
    gcc:gcc g++:g++ make:make ld:binutils python3:python3
    redis-server:redis-server redis-cli:redis-tools redis-benchmark:redis-tools"
commands_inference="gcc:gcc g++:g++ make:make cmake:cmake python3:python3 gnuplot:gnuplot-nox"

# packages that bring no command; the peers are what we are measured beside
packages_test="libc6-dev libc6-dbg ca-certificates libjemalloc2"
# A 32-bit program is linked by the gcc that is there.
[ "$(uname -m)" != x86_64 ] || packages_test+=" libc6-i386"
packages_demo="libc6-dev ca-certificates libjemalloc2 libmimalloc2.0 libtcmalloc-minimal4
    libgl1 libglib2.0-0 fonts-dejavu-core"
packages_inference="libc6-dev ca-certificates libgl1 libglib2.0-0"

# module that python3 must be able to import : the package that brings it to Debian's python3
modules_test="venv:python3-venv ensurepip:python3-venv test.test_json:libpython3.11-testsuite"
modules_demo="venv:python3-venv ensurepip:python3-venv"

modules_inference=$modules_demo

# python_packages WHICH...: those of scripts/inference/requirements.txt, and of the files beside it
python_packages() {
    local root
    root=$(cd "$(dirname "$0")/.." && pwd)
    cd "$root/scripts/inference"
    venv_install "$root/target/inference-venv" requirements.txt "$@"
}

missing_packages() { # COMMANDS PACKAGES MODULES
    local pair package
    for pair in $1; do
        command -v "${pair%%:*}" >/dev/null || echo "${pair#*:}"
    done
    # GNU time: `command -v time` finds the shell's keyword.
    [ -x /usr/bin/time ] || echo time
    for package in $2; do
        installed "$package" || echo "$package"
    done
    for pair in $3; do
        python3 -c "import ${pair%%:*}" 2>/dev/null || echo "${pair#*:}"
    done
}

case "${1:-test}" in
test) mapfile -t missing < <(missing_packages "$commands_test" "$packages_test" "$modules_test" | sort -u) ;;
inference | inference-smoke | inference-llama)
    mapfile -t missing < <(missing_packages "$commands_inference" "$packages_inference" "$modules_inference" | sort -u)
    ;;
fuzz) mapfile -t missing < <(missing_packages "gcc:gcc g++:g++" "libc6-dev ca-certificates" "" | sort -u) ;;
demo) mapfile -t missing < <(missing_packages "$commands_demo" "$packages_demo" "$modules_demo" | sort -u) ;;
*)
    echo "usage: $0 [test|demo|fuzz|inference|inference-smoke|inference-llama]" >&2
    exit 2
    ;;
esac

if [ ${#missing[@]} -gt 0 ]; then
    command -v apt-get >/dev/null || {
        echo "install-deps: missing, and there is no apt-get to install them: ${missing[*]}" >&2
        exit 1
    }
    echo "install-deps: installing ${missing[*]}"
    apt_install_quietly "${missing[@]}"
fi

case "${1:-test}" in
fuzz)
    root=$(cd "$(dirname "$0")/.." && pwd)
    PATH=$root/target/cargo-fuzz/bin:$PATH
    command -v cargo-fuzz >/dev/null || cargo install --quiet --locked --root "$root/target/cargo-fuzz" cargo-fuzz@0.13.2
    ;;
inference) python_packages ../demo/requirements.txt requirements-full.txt ;;
inference-smoke) python_packages ;;
inference-llama) python_packages ../demo/requirements.txt requirements-full.txt requirements-llama.txt ;;
esac
