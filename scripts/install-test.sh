#!/bin/bash
# Installs what `make` built twice, as a packager does (DESTDIR, /usr, Debian's library folder) and as a user does (a
# prefix of one's own); builds a C and a C++ program by pkg-config and by CMake, shared and static; runs each as it is
# and with the library preloaded on top; and uninstalls.
#
# usage: scripts/install-test.sh
set -euo pipefail
[ $# -eq 0 ] || { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
cd "$(dirname "$0")/.."
root=$PWD
unset LD_PRELOAD LD_LIBRARY_PATH DESTDIR PREFIX LIBDIR INCLUDEDIR
for name in $(compgen -e ORTHOTOPE_) $(compgen -e PKG_CONFIG); do unset "$name"; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

passed=0 failed=0
check() { # CLAIM COMMAND...
    local claim=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $claim"
        sed 's/^/    /' "$work/log"
    fi
}

says() { # FILE COPIES PROGRAM...: the program ends well, and says that its malloc is FILE's
    local expected="malloc of $1"$'\n'"shared copies: $2" said
    shift 2
    said=$("$@") || { echo "ended with status $?: $said"; return 1; }
    [ "$said" = "$expected" ] || { printf 'said\n%s\nnot\n%s\n' "$said" "$expected"; return 1; }
}

# ld.so knows a library by its SONAME: preloaded on top of a program that is linked with it, it is loaded once. With
# another name in it, as a later version may have, it is loaded beside the first.
mkdir "$work/preload"
cp target/dist/liborthotope.so "$work/preload/liborthotope.so.0"
sed 's/liborthotope\.so\.0/liborthotope.so.9/g' target/dist/liborthotope.so >"$work/preload/liborthotope.so.9"

shared_runs() { # CLAIM PROGRAM INSTALLED
    check "$1" says "$3" 1 "$2"
    check "$1, preloaded" says liborthotope.so.0 1 env "LD_PRELOAD=$work/preload/liborthotope.so.0" "$2"
    check "$1, two copies" says liborthotope.so.9 2 env "LD_PRELOAD=$work/preload/liborthotope.so.9" "$2"
}
static_runs() { # CLAIM PROGRAM
    check "$1" says "${2##*/}" 0 "$2"
    check "$1, two copies" says "${2##*/}" 1 env "LD_PRELOAD=$work/preload/liborthotope.so.0" "$2"
}

by_pkg_config() { # NAME: the flags of a program that includes and links
    local flags compile
    read -ra flags < <(pkg-config --cflags --libs orthotope)
    for language in c cc; do
        compile=(gcc)
        [ $language = c ] || compile=(g++ -std=c++17)
        compile+=(-O1 -Wall -Wextra -Werror -pthread "scripts/install/uses.$language")
        check "$1 $language: builds" "${compile[@]}" -o "$work/uses-$language" "${flags[@]}" -ldl
        shared_runs "$1 $language" "$work/uses-$language" liborthotope.so.0
        check "$1 $language: builds statically" "${compile[@]}" -o "$work/static-$language" \
            "${flags[@]/#-lorthotope/-l:liborthotope.a}" -ldl
        static_runs "$1 $language, static" "$work/static-$language"
    done
}

# Without any shared library there is no other malloc to be switched to.
fully_static() { # NAME
    local flags program=$work/fully-static
    read -ra flags < <(pkg-config --cflags --libs orthotope)
    echo 'int main(void) { return orthotope_malloc_usable_size(malloc(100)) < 100; }' >"$program.c"
    check "$1: builds" gcc -O1 -Wall -Wextra -Werror -static -include stdlib.h -include orthotope.h "$program.c" \
        -o "$program" "${flags[@]/#-lorthotope/-l:liborthotope.a}"
    check "$1: runs" "$program"
    check "$1: runs with every block sampled, the first ones before libc is ready" env ORTHOTOPE_GUARD_SAMPLE=1 "$program"
    check "$1, to be off: says a line" test "$(ORTHOTOPE_DISABLE=1 "$program" 2>&1 && echo ended well)" = \
        "orthotope: a static program has no other malloc, going on with this one"$'\n'"ended well"
}

by_cmake() { # NAME PREFIX
    local tree=$work/cmake-${1// /-}
    check "$1: configures" cmake -S scripts/install -B "$tree" -DCMAKE_BUILD_TYPE=Release "-DCMAKE_PREFIX_PATH=$2" \
        -DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF
    check "$1: finds it there" grep -qF "Orthotope_DIR:PATH=$2/" "$tree/CMakeCache.txt"
    check "$1: builds" cmake --build "$tree"
    for language in c cc; do
        shared_runs "$1 $language" "$tree/uses-$language-orthotope" liborthotope.so.0
        static_runs "$1 $language, static" "$tree/uses-$language-static"
    done
}

clean() { # FOLDER: nothing in it is left but folders
    local left
    left=$(find "$1" ! -type d)
    [ -z "$left" ] || { echo "left: $left"; return 1; }
}

# As a packager does. No installed file may name the staging folder.
where=("DESTDIR=$work/stage" PREFIX=/usr LIBDIR=lib/x86_64-linux-gnu)
check "packager: installs" make -s install "${where[@]}"
libdir=$work/stage/usr/lib/x86_64-linux-gnu
check "packager: its names" test "$(readlink "$libdir/liborthotope.so")" = liborthotope.so.0
version=$(sed -n 's/^#define ORTHOTOPE_VERSION "\(.*\)"/\1/p' include/orthotope.h)
check "packager: its version" test -f "$libdir/$(readlink "$libdir/liborthotope.so.0")" -a \
    "$(readlink "$libdir/liborthotope.so.0")" = "liborthotope.so.$version"
check "packager: names no staging folder" test -z "$(grep -rlF "$work" "$work/stage")"
export PKG_CONFIG_LIBDIR=$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$work/stage LD_LIBRARY_PATH=$libdir
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
check "packager: pkg-config's version" test "$(pkg-config --modversion orthotope)" = "$version"
by_pkg_config "packager, pkg-config"
by_cmake "packager, CMake" "$work/stage/usr"
check "packager: uninstalls" make -s uninstall "${where[@]}"
check "packager: nothing left" clean "$work/stage"
unset PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_ALLOW_SYSTEM_CFLAGS PKG_CONFIG_ALLOW_SYSTEM_LIBS

# As a user does, twice over the same files, beside a file of somebody else.
where=("PREFIX=$work/own prefix")
check "user: a prefix with a space installs" make -s install "${where[@]}"
check "user: a prefix with a space uninstalls" make -s uninstall "${where[@]}"
check "user: nothing left" clean "$work/own prefix"
where=("PREFIX=$work/own")
mkdir -p "$work/own/lib/pkgconfig"
touch "$work/own/lib/pkgconfig/other.pc"
check "user: installs" make -s install "${where[@]}"
check "user: installs again" make -s install "${where[@]}"
export PKG_CONFIG_LIBDIR=$work/own/lib/pkgconfig LD_LIBRARY_PATH=$work/own/lib
by_pkg_config "user, pkg-config"
fully_static "user, fully static"
unset LD_LIBRARY_PATH # CMake gives the programs in its tree a run path
by_cmake "user, CMake" "$work/own"
check "user: uninstalls" make -s uninstall "${where[@]}"
rm "$work/own/lib/pkgconfig/other.pc" || failed=$((failed + 1))
check "user: nothing left" clean "$work/own"

# Bad input: one line, status 2, nothing written.
refuses() { # TEXT ARGUMENT...
    local text=$1 said
    shift
    local status=0
    said=$("$root/scripts/install.sh" install "$@" 2>&1) || status=$?
    echo "status $status: $said"
    [ "$status" -eq 2 ] && [ "$(wc -l <<<"$said")" -eq 1 ] && [[ $said == *"$text"* ]]
}
check "refuses a relative prefix" refuses "does not begin with /" PREFIX=usr
check "refuses to install what is not built" refuses "run make first" "FROM=$work" "PREFIX=$work/none"
check "and writes nothing then" test ! -e "$work/none"

echo "install-test: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
