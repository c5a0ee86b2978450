# shellcheck shell=bash
# Python packages in an environment of their own, for the scripts that need such. To be sourced.

# venv_install VENV REQUIREMENTS: what REQUIREMENTS lists, without dependencies, into VENV, which is
# made anew unless the same was installed there before. What pip says goes where the caller's output goes.
venv_install() {
    local venv=$1 wanted=$2 python=python3
    local have=$venv/${wanted##*/}.installed
    cmp -s "$wanted" "$have" && return
    [[ -x /usr/bin/python3 ]] && python=/usr/bin/python3 # Debian's own, whichever else is in PATH
    { [[ -x $venv/bin/pip ]] || "$python" -m venv --clear "$venv"; } &&
        "$venv/bin/pip" install --disable-pip-version-check -q --no-deps -r "$wanted" &&
        cp "$wanted" "$have"
}
