#!/bin/bash
# Installs what `make` built, or removes it again. `make install` and `make uninstall` call it.
#
# usage: scripts/install.sh install|uninstall [NAME=VALUE...]
#
#   PREFIX=/usr/local     where it will be used from
#   LIBDIR=lib            libraries; what does not begin with / is below PREFIX
#   INCLUDEDIR=include    the header, likewise
#   DESTDIR=              put before every path, for packagers; no installed file names it
#   FROM=target/dist      where the libraries are
set -euo pipefail

usage() {
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2
    exit 2
}
case ${1:-} in install | uninstall) action=$1 ;; *) usage ;; esac
shift
PREFIX=/usr/local LIBDIR=lib INCLUDEDIR=include DESTDIR='' FROM=
for setting; do
    case $setting in
    PREFIX=* | LIBDIR=* | INCLUDEDIR=* | DESTDIR=* | FROM=*) declare "$setting" ;;
    *) usage ;;
    esac
done
refuse() {
    echo "install: $1" >&2
    exit 2
}
[[ $PREFIX == /* ]] || refuse "PREFIX is '$PREFIX', which does not begin with /"
[[ $LIBDIR && $INCLUDEDIR ]] || refuse "LIBDIR and INCLUDEDIR must not be empty"
[ -z "$DESTDIR" ] || DESTDIR=$(realpath -m -- "$DESTDIR")
cd "$(dirname "$0")/.."
FROM=${FROM:-target/dist}

below_prefix() { realpath -ms -- "$([[ $1 == /* ]] && echo "$1" || echo "$PREFIX/$1")"; }
PREFIX=$(realpath -ms -- "$PREFIX")
libdir=$(below_prefix "$LIBDIR") includedir=$(below_prefix "$INCLUDEDIR")
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
abi=$(sed -n 's/^const ABI: u32 = \([0-9]*\);/\1/p' build.rs)
soname=liborthotope.so.$abi
real=$soname.${version#*.}
cmake=$libdir/cmake/Orthotope

if [ "$action" = uninstall ]; then
    rm -f "$DESTDIR$libdir"/{"$real","$soname",liborthotope.so,liborthotope.a,pkgconfig/orthotope.pc} \
        "$DESTDIR$includedir/orthotope.h" "$DESTDIR$cmake"/Orthotope{Config,ConfigVersion}.cmake
    # A folder that others use stays.
    for folder in "$cmake" "$libdir/cmake" "$libdir/pkgconfig"; do
        rmdir "$DESTDIR$folder" 2>/dev/null || true
    done
    exit 0
fi

for library in liborthotope.so liborthotope.a; do
    [ -f "$FROM/$library" ] || refuse "no $FROM/$library: run make first"
done
# shellcheck disable=SC2016 # pkg-config's own variable
from_prefix() { [[ $1 == "$PREFIX"/* ]] && echo '${prefix}'"${1#"$PREFIX"}" || echo "$1"; }
fill() { # TEMPLATE TARGET
    sed -e "s|@PREFIX@|$PREFIX|; s|@VERSION@|$version|" \
        -e "s|@LIBDIR@|$(from_prefix "$libdir")|; s|@INCLUDEDIR@|$(from_prefix "$includedir")|" \
        -e "s|@INCLUDE_FROM_LIB@|$(realpath -ms --relative-to="$libdir" "$includedir")|" \
        -e "s|@REAL@|$real|; s|@SONAME@|$soname|; s|@MAJOR@|${version%%.*}|" "scripts/install/$1.in" >"$2"
    chmod 644 "$2"
}
install -d "$DESTDIR$libdir/pkgconfig" "$DESTDIR$cmake" "$DESTDIR$includedir"
# The new file takes the old one's place at once: running programs keep the old one.
install -m 755 "$FROM/liborthotope.so" "$DESTDIR$libdir/$real.new"
mv -f "$DESTDIR$libdir/$real.new" "$DESTDIR$libdir/$real"
ln -sf "$real" "$DESTDIR$libdir/$soname"
ln -sf "$soname" "$DESTDIR$libdir/liborthotope.so"
install -m 644 "$FROM/liborthotope.a" "$DESTDIR$libdir/liborthotope.a"
install -m 644 include/orthotope.h "$DESTDIR$includedir/orthotope.h"
fill orthotope.pc "$DESTDIR$libdir/pkgconfig/orthotope.pc"
fill OrthotopeConfig.cmake "$DESTDIR$cmake/OrthotopeConfig.cmake"
fill OrthotopeConfigVersion.cmake "$DESTDIR$cmake/OrthotopeConfigVersion.cmake"
echo "install: $DESTDIR$libdir/$real, with header, pkg-config file and CMake package"
