# shellcheck shell=bash
# Debian's packages, for the scripts that install what they need. To be sourced; what apt-get says
# goes where the caller's output goes.

as_root() {
    if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
}

installed() { [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == *" installed" ]]; }

apt_updated=
apt_update() { # once; the lists that are there may do when it fails
    [[ $apt_updated ]] || apt update || echo "apt-get update failed; going on" >&2
    apt_updated=1
}

# apt_install PACKAGE...
apt_install() {
    apt_update
    apt install -y --no-install-recommends "$@"
}

# apt_install_quietly PACKAGE...: says nothing unless it fails.
apt_install_quietly() {
    local log status=0
    log=$(mktemp)
    apt_install "$@" >"$log" 2>&1 || status=1
    ((status == 0)) || cat "$log" >&2
    rm -f "$log"
    return "$status"
}
