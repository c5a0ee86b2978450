# shellcheck shell=bash
# What the programs in scripts/real share. To be sourced.

# proof PID PROGRAM: keeps the maps of process PID in $MAPS once PROGRAM runs there and libc is mapped, which the
# dynamic linker does after the libraries to preload. Fails when the process ends before that.
proof() {
    local program seen
    program=$(type -P "$2") || { echo "proof: no program $2" >&2; return 1; }
    while [[ -e /proc/$1/exe ]]; do
        [[ /proc/$1/exe -ef $program ]] || continue
        seen=$(cat "/proc/$1/maps") || break
        if [[ $seen == *libc.so* ]]; then
            echo "$seen" >"$MAPS/${2##*/}"
            return
        fi
    done 2>/dev/null
    echo "proof: $2 was not seen as process $1" >&2
    return 1
}

# held INPUT PROGRAM ARGUMENT...: runs it, and proves it, while it waits for its standard input, the file INPUT; for programs
# that end soon.
held() {
    local input=$1 pid pipe
    shift
    rm -f held && mkfifo held
    "$@" <held &
    pid=$!
    exec {pipe}<>held # after it was started, which must not have this end, too
    proof "$pid" "$1"
    cat "$input" >&"$pipe"
    exec {pipe}>&-
    wait "$pid"
}

# await COMMAND...: until it succeeds, a minute at most.
await() {
    local end=$((SECONDS + 60))
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < end)) || { echo "waited in vain for: $*" >&2; return 1; }
        sleep 0.05
    done
}

# A port of 127.0.0.1 that nobody listens on.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
listens() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; } # PORT

# preloaded MAPS: how many lines of that file name the library that LD_PRELOAD names; 0 without one.
preloaded() {
    grep -cF "${LD_PRELOAD:-no library}" "$1" || true
}

# The Python packages of scripts/real/requirements.txt, into $CACHE/venv.
prepare_python() {
    # shellcheck source=scripts/venv.sh
    . "$PROGRAMS/../venv.sh"
    venv_install "$CACHE/venv" "$PROGRAMS/requirements.txt"
}
