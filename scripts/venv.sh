# shellcheck shell=bash
# Python packages in an environment of their own, for the scripts that need such. To be sourced.

# venv_install VENV FILE...: what the requirement FILEs list, without dependencies, into VENV; nothing is
# done where the same was installed there before. What pip says goes where the caller's output goes.
venv_install() {
    local venv=$1 python=python3 file files=()
    shift
    cat "$@" | cmp -s - "$venv/installed.txt" && return
    [[ -x /usr/bin/python3 ]] && python=/usr/bin/python3 # Debian's own, whichever else is in PATH
    for file in "$@"; do
        files+=(-r "$file")
    done
    rm -f "$venv/installed.txt"
    { [[ -x $venv/bin/pip ]] || "$python" -m venv --clear "$venv"; } &&
        "$venv/bin/pip" install --disable-pip-version-check -q --no-deps "${files[@]}" &&
        cat "$@" >"$venv/installed.txt"
}
