#!/bin/bash
# Checks the tarball of `make dist`: its library's ELF facts and names, programs that build with it where it is
# unpacked, and the C tests in another Debian's userland, which debootstrap makes in target/userland once. Without root,
# debootstrap or the network the last part is skipped, and says so.
#
# usage: scripts/tarball-check.sh [--suite NAME] FOLDER [TEST...]
#
#   --suite NAME   that Debian: bullseye (11, glibc 2.31, the default), trixie (13, glibc 2.41), any that debootstrap knows;
#                  none: this machine alone
#   FOLDER         where the tarball is
#   TEST           as for c-tests/run.sh
set -euo pipefail
suite=bullseye
if [ "${1:-}" = --suite ] && [ $# -ge 2 ]; then
    suite=$2
    shift 2
fi
[[ $# -ge 1 && $1 != -* ]] || { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
cd "$(dirname "$0")/.."
root=$PWD
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
name=orthotope-$version-$(uname -m)-linux-gnu
tarball=$1/$name.tar.gz
shift
[ -f "$tarball" ] || { echo "tarball-check: no $tarball: run make dist first" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -C "$work" -xzf "$tarball"
unpacked=$work/$name

echo "== the library"
scripts/check-elf.sh --portable "$unpacked/lib/liborthotope.so"
scripts/check-exports.sh "$unpacked/lib/liborthotope.so"

echo "== a program, where it is unpacked"
read -ra flags < <(PKG_CONFIG_LIBDIR=$unpacked/lib/pkgconfig pkg-config --cflags --libs orthotope)
gcc -O1 -Wall -Wextra -Werror -pthread scripts/install/uses.c -o "$work/uses" "${flags[@]}" -ldl
LD_LIBRARY_PATH=$unpacked/lib "$work/uses" | tee "$work/said"
grep -qx 'malloc of liborthotope.so.0' "$work/said"

[ "$suite" != none ] || exit 0
echo "== Debian's $suite"
skip() {
    echo "tarball-check: Debian's $suite skipped: $1"
    exit 0
}
[ "$EUID" -eq 0 ] || skip "debootstrap and chroot need root"
command -v debootstrap >/dev/null || skip "no debootstrap (Debian: package debootstrap)"
debian=$root/target/userland/$suite
if [ ! -f "$debian/complete" ]; then
    rm -rf "$debian"
    mkdir -p "$debian"
    debootstrap --variant=minbase --include=gcc,g++,make,binutils,libjemalloc2,python3-minimal "$suite" "$debian" >"$work/debootstrap.log" 2>&1 ||
        skip "debootstrap failed: $(tail -n 1 "$work/debootstrap.log")"
    touch "$debian/complete"
fi
# Mounts in a namespace of their own: nothing is left when it ends.
inside() { # COMMAND...
    # shellcheck disable=SC2016 # $0 and $@ are that shell's
    unshare --mount --pid --fork sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" env -i PATH="$PATH" HOME=/root "$@"' \
        "$debian" "$@"
}
inside true 2>"$work/log" || skip "no chroot: $(tail -n 1 "$work/log")"
rm -rf "$debian/check"
mkdir "$debian/check"
cp -a c-tests include "$unpacked" "$debian/check"
mkdir "$debian/check/install"
cp scripts/install/uses.* "$debian/check/install"
inside ldd --version | head -n 1
for language in c cc; do
    for kind in shared static; do
        case $language in c) compiler=(gcc) ;; cc) compiler=(g++ -std=c++17) ;; esac
        case $kind in shared) library=-lorthotope own=liborthotope.so.0 ;; static) library=-l:liborthotope.a own=uses ;; esac
        inside "${compiler[@]}" -O1 -pthread "/check/install/uses.$language" -o /check/uses \
            -I/check/include "-L/check/$name/lib" "-Wl,-rpath,/check/$name/lib" "$library" -ldl
        inside /check/uses | tee "$work/said"
        grep -qx "malloc of $own" "$work/said"
    done
done
inside /check/c-tests/run.sh --lib "/check/$name/lib/liborthotope.so" "$@"
