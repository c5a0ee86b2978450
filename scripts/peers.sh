#!/usr/bin/env bash
# Provides the allocators that this one is compared with, as libraries to preload, and lists them.
#
#   scripts/peers.sh [--out DIR] [--list] [NAME...]
#
#   --out DIR    where the libraries, the list and the logs go       (default: target/peers)
#   --list       only print the list as it is: install, build and check nothing
#   NAME...      only these; what the list says of the others stays       (default: all)
#
# DIR/list has a line for each, tab between the columns: name, the library's absolute path (`-`:
# nothing to preload; `missing`), version, where it is from or why it is missing, and the
# environment variables (NAME=VALUE, a space between them) that it is to be run with, if any. It is
# printed as a table, too. What can't be had is listed as missing with the reason and the log that
# tells more.
#
# Debian's are its packages. The others are the newest versions in package registries, built here
# from the sources inside crates and Python packages as their projects build a release by default,
# each as its project's own shared library. What is built already is not built again. rpmalloc 2 is
# in no registry: build it by hand and give RPMALLOC_LIB=PATH, and RPMALLOC_VERSION; the same holds of
# hardened_malloc, HARDENED_MALLOC_LIB and HARDENED_MALLOC_VERSION. It and mimalloc-secure, mimalloc2 with all its
# checks, are provided only when they are named.
#
# Each library is preloaded to scripts/peers/check.c, which proves that malloc, free and what else
# it exports of the family are the library's, and that they work; a library that fails is missing.
#
# Installs what it needs by apt-get (through sudo unless run by root).
#
# Exit status: 1 when no library at all could be had of those that were asked for.

set -euo pipefail

# name                 version                 file in the package       Debian's package
debian="
    jemalloc-debian    -                       libjemalloc.so.2          libjemalloc2
    mimalloc2-debian   -                       libmimalloc.so.2          libmimalloc2.0
    gperftools         -                       libtcmalloc_minimal.so.4  libtcmalloc-minimal4
    tbbmalloc          -                       libtbbmalloc_proxy.so.2   libtbbmalloc2"

# The newest of 2026-11-23. To pin others, change version and checksum (cargo's Cargo.lock and
# `pip hash` tell it), and look whether the build_* function below still holds.
# name                 version     registry  package            its version  its sha256
built="
    jemalloc           5.3.1       crate     tikv-jemalloc-sys  0.7.1   1a2825c78386b4ae0314074867860ba9577875de945f05992c38815cbec327f0
    mimalloc2          2.3.2       crate     libmimalloc-sys    0.1.49  6a45a52f43e1c16f667ccfe4dd8c85b7f7c204fd5e3bf46c5b0db9a5c3c0b8e9
    mimalloc-secure    2.3.2       crate     libmimalloc-sys    0.1.49  6a45a52f43e1c16f667ccfe4dd8c85b7f7c204fd5e3bf46c5b0db9a5c3c0b8e9
    mimalloc3          3.4.3       sdist     cmeel-mimalloc     3.4.3   8d355a77cc0f4133cdeb9156c9098bbb4e88924326d38343cf73ff9caa95ece3
    snmalloc           0.7.6       crate     snmalloc-sys       0.7.6   f09c93c55f9a2b8dab75738a83c771231c5f408af65b8657433fe5bc93cc76cb
    tcmalloc           2025-06-16  crate     libtcmalloc-sys    0.1.14  33e204268a3b09862788a2894346c768b95b2cb29cba42c5e2bb9ea7f48fa317"

# What its authors mean it to run with. glibc registers for rseq before tcmalloc can, which then keeps
# its caches by thread and not by CPU.
declare -A environments=(
    [tcmalloc]="GLIBC_TUNABLES=glibc.pthread.rseq=0"
)

# All of them, in the list's order.
peers=(glibc jemalloc jemalloc-debian mimalloc3 mimalloc2 mimalloc2-debian tcmalloc gperftools
    snmalloc rpmalloc tbbmalloc scudo)
hardened=(mimalloc-secure hardened_malloc)

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$root/target/peers
only_list=
names=()

usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
die() { echo "peers: $*" >&2; exit 2; }
say() { echo "peers: $*"; }

while (($#)); do
    case $1 in
        --out)
            (($# >= 2)) || die "$1 needs a value"
            out=$2
            shift
            ;;
        --list) only_list=1 ;;
        -h | --help) usage; exit 0 ;;
        -*) usage >&2; exit 2 ;;
        *)
            [[ " ${peers[*]} ${hardened[*]} " == *" $1 "* ]] ||
                die "no peer named $1; there are ${peers[*]} ${hardened[*]}"
            names+=("$1")
            ;;
    esac
    shift
done
((${#names[@]})) || names=("${peers[@]}")
peers+=("${hardened[@]}")

# print_table: the list's lines for the chosen names, as a table.
print_table() {
    awk -F '\t' -v names="${names[*]}" '
        BEGIN { split(names, wanted, " "); for (i in wanted) chosen[wanted[i]] }
        $1 in chosen {
            rows++
            for (i = 1; i <= 5; i++) {
                cell[rows, i] = $i
                if (length($i) > width[i]) width[i] = length($i)
            }
        }
        END {
            for (row = 1; row <= rows; row++)
                printf "%-*s  %-*s  %-*s  %s%s\n", width[1], cell[row, 1], width[3], cell[row, 3],
                    width[2], cell[row, 2], cell[row, 4],
                    cell[row, 5] == "" ? "" : ", run with " cell[row, 5]
        }' "$out/list"
}

if [[ $only_list ]]; then
    [[ -e $out/list ]] || { echo "peers: no list in $out; run scripts/peers.sh" >&2; exit 1; }
    print_table
    exit 0
fi

mkdir -p "$out/log"
out=$(cd "$out" && pwd)
[[ $out != *[[:space:]:]* ]] || die "LD_PRELOAD can't take a path with a space or colon: $out"
jobs=$(nproc)

# shellcheck source=scripts/apt.sh
. "$root/scripts/apt.sh"

# The functions below leave the outcome in these; `fail` is how they say why there is none.
path='' version='' how='' log=''
fail() {
    how=$*
    return 1
}

# packages PACKAGE...: Debian's, installed unless they are there.
packages() {
    local package missing=()
    for package in "$@"; do
        installed "$package" || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    command -v apt-get >/dev/null || { fail "no apt-get to install ${missing[*]}"; return; }
    say "installing ${missing[*]}"
    apt_install "${missing[@]}" >>"$log" 2>&1 ||
        fail "could not install ${missing[*]}, see $log"
}

# commands PROGRAM:PACKAGE...: the packages of those programs that are not in PATH, from wherever.
commands() {
    local pair missing=()
    for pair in "$@"; do
        command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
    done
    ((${#missing[@]} == 0)) || packages "${missing[@]}"
}

# from_package PACKAGE FILE: the library of this name.
from_package() {
    path=$(dpkg -L "$1" | awk -F / -v file="$2" '$NF == file { print; exit }')
    [[ $path ]] || { fail "there is no $2 in Debian's $1"; return; }
    version=$(dpkg-query -W -f '${Version}' "$1")
    how="Debian's $1"
}

# The check of each library. It is small enough to compile anew each time.
compile_check() { # NAME
    commands gcc:gcc && packages libc6-dev || return
    gcc -O2 -fno-builtin -Wall -Wextra -pthread "$root/scripts/peers/check.c" -ldl -o "$out/check" \
        >>"$log" 2>&1 || fail "scripts/peers/check.c does not compile, see $log"
}

check() { # NAME
    local said status=0 environment=()
    read -ra environment <<<"${environments[$1]:-}"
    said=$(timeout 120 env ${environment[@]+"${environment[@]}"} LD_PRELOAD="$path" \
        "$out/check" "$path" 2>>"$log") || status=$?
    ((status)) || return 0
    echo "check: $said (exit status $status)" >>"$log"
    case $status in
        1) fail "does not pass the check: $said" ;;
        124) fail "does not pass the check: hangs, see $log" ;;
        *) fail "does not pass the check: ends with status $status, see $log" ;;
    esac
}

# fetch_crate NAME VERSION SHA256: the crate's files into ./source. cargo gets it as the dependency
# of a package that has nothing but this dependency.
fetch_crate() {
    mkdir -p src &&
        : >src/lib.rs &&
        printf '%s\n' '[package]' 'name = "peer"' 'version = "0.0.0"' 'edition = "2021"' \
            '[dependencies]' "$1 = { version = \"=$2\", default-features = false }" '[workspace]' \
            >Cargo.toml &&
        cargo vendor --quiet vendor >/dev/null &&
        { grep -F "\"package\":\"$3\"" "vendor/$1/.cargo-checksum.json" >/dev/null ||
            { echo "the checksum is another"; false; }; } &&
        mv "vendor/$1" source
}

# fetch_sdist NAME VERSION SHA256: the source distribution's files into ./source. Debian's python3
# is asked first, whichever else is in PATH.
fetch_sdist() {
    local python=python3
    [[ ! -x /usr/bin/python3 ]] || python=/usr/bin/python3
    echo "$1==$2 --hash=sha256:$3" >requirements.txt &&
        "$python" -m venv venv &&
        venv/bin/pip download --disable-pip-version-check --no-deps --no-binary "$1" \
            --require-hashes -r requirements.txt -d sdist &&
        mkdir source &&
        tar -xf sdist/*.tar.gz -C source --strip-components 1
}

# build_NAME VERSION: from ./source to ./library.so.
build_jemalloc() {
    cd source/jemalloc &&
        cp ../configure/configure . && # the crate keeps it elsewhere
        ./configure --with-version="$(sed -n 's/^version = ".*+\(.*\)"/\1/p' ../Cargo.toml)" &&
        make -j "$jobs" build_lib_shared &&
        cp lib/libjemalloc.so.2 ../../library.so
}

build_mimalloc2() { # VERSION [OPTION]
    local secure=${2:+-secure}
    cd source/c_src/mimalloc/v2 &&
        mkdir cmake && # which the crate leaves out: the version, and a function for `install`
        printf 'set(mi_version_%s %s)\n' major "${1%%.*}" minor "$(cut -d. -f2 <<<"$1")" \
            patch "${1##*.}" >cmake/mimalloc-config-version.cmake &&
        echo "set(mi_version ${1%.*})" >>cmake/mimalloc-config-version.cmake &&
        printf '%s\n' 'function(join_paths)' 'endfunction()' >cmake/JoinPaths.cmake &&
        cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DMI_BUILD_TESTS=OFF ${2:+"$2"} &&
        cmake --build build --target mimalloc -j "$jobs" &&
        cp "build/libmimalloc$secure.so.${1%.*}" ../../../../library.so
}

# As the crate's feature `secure` does.
build_mimalloc-secure() {
    build_mimalloc2 "$1" -DMI_SECURE=ON
}

build_mimalloc3() {
    cd source/mimalloc &&
        cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DMI_BUILD_TESTS=OFF &&
        cmake --build build --target mimalloc -j "$jobs" &&
        cp "build/libmimalloc.so.${1%.*}" ../../library.so
}

build_snmalloc() {
    cd source/upstream &&
        cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DSNMALLOC_BUILD_TESTING=OFF &&
        cmake --build build --target snmallocshim -j "$jobs" &&
        cp build/libsnmallocshim.so ../../library.so
}

# Bazel's files are not in the crate, nor is Bazel in Debian: the sources are those that the crate
# compiles, but for its bridge to Rust and without its patches; the flags are Bazel's of `-c opt`.
# Google links tcmalloc statically. Hidden names come closest: calls inside of it stay direct, and
# its abseil does not get in the way of a program's; what overrides libc is marked as visible. The
# sources ask for initial-exec TLS, but in a way that gcc forgets.
build_tcmalloc() {
    local objects bridge=c_src/malloc_bridge.cc
    cd source &&
        mapfile -t objects < <(sed -n "s|\"$bridge|\"c_src/tcmalloc/tcmalloc/tcmalloc.cc|
            s|^ *\"\(c_src/.*\)\.[cS]*\",\$|\1.o|p" build.rs) &&
        make -j "$jobs" CXX=g++ CXXFLAGS="-std=c++17 -O2 -D_FORTIFY_SOURCE=1 -DNDEBUG \
            -fno-omit-frame-pointer -fstack-protector -ffunction-sections -fdata-sections \
            -fPIC -fvisibility=hidden -ftls-model=initial-exec -w" ASFLAGS=-fPIC \
            CPPFLAGS="-I c_src/abseil-cpp -I c_src/tcmalloc" "${objects[@]}" &&
        g++ -shared -Wl,--gc-sections -pthread "${objects[@]}" -o ../library.so
}

# Debian's newest scudo: that of the newest LLVM.
newest_scudo() {
    apt-cache pkgnames libclang-rt- 2>>"$log" | grep -E '^libclang-rt-[0-9]+-dev$' | sort -V |
        tail -n 1
}

provide_scudo() {
    local package
    command -v apt-cache >/dev/null || { fail "no apt-get to install it"; return; }
    package=$(newest_scudo) || { apt_update >>"$log" 2>&1 && package=$(newest_scudo); } ||
        { fail "Debian has no libclang-rt-N-dev here, see $log"; return; }
    packages "$package" &&
        from_package "$package" "libclang_rt.scudo_standalone-$(uname -m).so"
}

provide_glibc() {
    path=-
    version=$(ldd --version | awk 'NR == 1 { print $NF }')
    how="the system's, nothing is preloaded"
}

provide_by_hand() { # VARIABLES SOURCE
    local lib=${1}_LIB named=${1}_VERSION
    [[ ${!lib:-} ]] || {
        fail "not in a registry: build it by hand from $2 and give $lib="
        return
    }
    version=${!named:-unknown}
    path=$(realpath -e "${!lib}" 2>>"$log") || { fail "there is no ${!lib}"; return; }
    how="built by hand, given as $lib"
}

provide_debian() { # FILE PACKAGE
    packages "$2" && from_package "$2" "$1"
}

provide_built() { # NAME REGISTRY PACKAGE VERSION SHA256
    local name=$1 registry=$2 package=$3 package_version=$4 sum=$5
    local dir=$out/$name work=$out/build/$name start=$SECONDS recipe
    path=$dir/lib$name.so

    # What was built by these very commands is not built again.
    recipe="$package $package_version $sum $(declare -f "build_$name" | sha256sum)"
    if [[ -e $path && -e $dir/recipe && $(<"$dir/recipe") == "$recipe" ]]; then
        how=$(<"$dir/how")
        return
    fi

    commands gcc:gcc g++:g++ make:make cmake:cmake || return
    case $registry in
        crate) command -v cargo >/dev/null || { fail "no cargo to get sources with"; return; } ;;
        sdist) commands python3:python3 && packages python3-venv || return ;;
    esac
    say "building $name $version (log: $log)"
    : >"$log"
    rm -rf "$work" "$dir"
    mkdir -p "$work"
    (cd "$work" && "fetch_$registry" "$package" "$package_version" "$sum") >>"$log" 2>&1 ||
        { fail "could not get $package $package_version, see $log"; return; }
    (cd "$work" && "build_$name" "$version") >>"$log" 2>&1 ||
        { fail "could not be built, see $log"; return; }
    mkdir -p "$dir"
    mv "$work/library.so" "$path"
    rm -rf "$work"
    how="built from $registry $package $package_version by gcc $(gcc -dumpfullversion)"
    echo "$how" >"$dir/how"
    echo "$recipe" >"$dir/recipe"
    say "built $name in $((SECONDS - start)) s"
}

# provide NAME: dispatches on the tables at the top.
provide() {
    local row
    case $1 in
        glibc | scudo) "provide_$1" ;;
        rpmalloc) provide_by_hand RPMALLOC github.com/mjansson/rpmalloc ;;
        hardened_malloc) provide_by_hand HARDENED_MALLOC github.com/GrapheneOS/hardened_malloc ;;
        *)
            read -ra row < <(awk -v name="$1" '$1 == name' <<<"$debian$built")
            version=${row[1]}
            if ((${#row[@]} == 4)); then
                provide_debian "${row[2]}" "${row[3]}"
            else
                provide_built "$1" "${row[@]:2}"
            fi
            ;;
    esac
}

# What the list says already, for the names that were not asked for.
declare -A lines
if [[ -e $out/list ]]; then
    while IFS= read -r line; do
        lines[${line%%$'\t'*}]=$line
    done <"$out/list"
fi

log=$out/log/check.log
: >"$log"
compile_check || { echo "peers: $how" >&2; exit 1; }
asked=0 had=0
for name in "${names[@]}"; do
    path='' version=- how='' log=$out/log/$name.log
    if ! { provide "$name" && { [[ $path == - ]] || check "$name"; }; }; then
        path=missing
        say "$name is missing: $how"
    fi
    if [[ $path != - ]]; then
        asked=$((asked + 1))
        [[ $path == missing ]] || had=$((had + 1))
    fi
    printf -v "lines[$name]" '%s\t%s\t%s\t%s\t%s' "$name" "$path" "$version" "$how" \
        "${environments[$name]:-}"
done

for name in "${peers[@]}"; do
    [[ ! ${lines[$name]:-} ]] || printf '%s\n' "${lines[$name]}"
done >"$out/list.new"
mv "$out/list.new" "$out/list"
rmdir "$out/build" 2>/dev/null || true # unless it has what could not be built
print_table
((asked == 0 || had > 0))
