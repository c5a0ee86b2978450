#!/bin/bash
# A C program that infers with OpenVINO's C interface, linked with the library: as it is, with the library preloaded on
# top, and linked statically. OpenVINO's headers and libraries come from PyPI's wheel, into target/openvino.
#
# usage: scripts/openvino.sh [FOLDER]      FOLDER has liborthotope.so and liborthotope.a (target/dist)
set -euo pipefail
[ $# -le 1 ] || { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
dist=$(realpath -m -- "${1:-target/dist}")
cd "$(dirname "$0")/.."
for library in liborthotope.so liborthotope.a; do
    [ -f "$dist/$library" ] || { echo "openvino: no $dist/$library: run make first" >&2; exit 2; }
done
unset LD_PRELOAD LD_LIBRARY_PATH
for name in $(compgen -e ORTHOTOPE_); do unset "$name"; done
# TBB, which the wheel brings, opens libhwloc with RTLD_DEEPBIND: its free is libc's, whatever malloc the program has
# (docs/compatibility.md). Under this variable it does without that flag.
export TBB_ENABLE_SANITIZERS=1
wheel=openvino==2026.4.1
out=$PWD/target/openvino
mkdir -p "$out"
if [ "$(cat "$out/installed" 2>/dev/null)" != "$wheel" ]; then
    python3 -m venv --clear "$out/venv"
    # The C interface needs nothing that the wheel names as its dependencies, which are Python's.
    "$out/venv/bin/pip" install -q --disable-pip-version-check --no-deps "$wheel"
    echo "$wheel" >"$out/installed"
fi
openvino=$("$out/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/openvino
c_library=("$openvino"/libs/libopenvino_c.so.*)

"$out/venv/bin/python" scripts/openvino/model.py "$out"
build() { # PROGRAM LIBRARY
    gcc -O2 -Wall -Wextra -Werror -Iinclude -isystem "$openvino/include" scripts/openvino/infer.c -o "$out/$1" \
        "-L$dist" "$2" "${c_library[0]}" "-Wl,-rpath,$openvino/libs:$dist,--disable-new-dtags" -ldl
}
build linked -lorthotope
build static -l:liborthotope.a
failed=0
run() { # HOW FILE COPIES PROGRAM...
    local how=$1 expected="steps: 60"$'\n'"malloc of $2"$'\n'"shared copies: $3" said
    shift 3
    echo "== $how"
    if said=$("$@" "$out") && [ "$said" = "$expected" ]; then
        echo "$said" | paste -sd ';'
    else
        failed=1
        printf 'openvino: %s\nsaid %s\nnot %s\n' "$how" "$said" "$expected" >&2
    fi
}
run linked liborthotope.so.0 1 "$out/linked"
cp "$dist/liborthotope.so" "$out/liborthotope.so.0"
run "linked, another copy preloaded" liborthotope.so.0 1 env "LD_PRELOAD=$out/liborthotope.so.0" "$out/linked"
run "linked statically" static 0 "$out/static"
run "linked statically, preloaded" static 1 env "LD_PRELOAD=$out/liborthotope.so.0" "$out/static"
exit "$failed"
