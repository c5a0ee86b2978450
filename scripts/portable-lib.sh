#!/bin/bash
# Builds the library for every glibc from 2.17 on, stripped, as TO/liborthotope.so.
#
# usage: scripts/portable-lib.sh TO
#
# Of what the library calls, glibc 2.32 and 2.34 moved four functions from libpthread and libdl into libc, with a new version;
# the old versions are still there. Two libraries that hold nothing but these names under the old versions stand in for
# libpthread and libdl while it is linked, so it asks for those: scripts/check-elf.sh --portable holds it to that.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
to=$(realpath -m -- "$1")
cd "$(dirname "$0")/.."
case $(uname -m) in
x86_64) oldest=GLIBC_2.2.5 ;;
*) echo "portable-lib: written for x86_64 alone" >&2; exit 1 ;;
esac

# cargo links anew for another folder only: one for each version of this file.
stand_ins=$PWD/target/portable/stand-ins-$(cksum <scripts/portable-lib.sh | cut -d ' ' -f 1)
stand_in() { # LIBRARY SONAME FUNCTION...
    local library=$1 soname=$2
    shift 2
    printf 'void %s(void) {}\n' "$@" | gcc -shared -nostdlib -fno-builtin -x c - \
        "-Wl,-soname,$soname,--version-script=$stand_ins/versions" -o "$stand_ins/$library"
}
mkdir -p "$stand_ins" "$to"
echo "$oldest { *; };" >"$stand_ins/versions"
stand_in libpthread.so libpthread.so.0 pthread_key_create pthread_setspecific pthread_sigmask
stand_in libdl.so libdl.so.2 dlsym

"${CARGO:-cargo}" rustc --release --lib --crate-type cdylib --target-dir target/portable -- \
    -C "link-arg=-L$stand_ins"
strip -o "$to/liborthotope.so.new" target/portable/release/liborthotope.so
mv "$to/liborthotope.so.new" "$to/liborthotope.so"
ln -sf liborthotope.so "$to/liborthotope.so.0"
