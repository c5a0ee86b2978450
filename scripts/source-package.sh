# shellcheck shell=bash
# Debian's sources, for the tests that are in them. To be sourced.

# source_package NAME DIR: into DIR what its author published as the source package NAME. It is asked for of the archive
# of releases alone, since mirrors that have security's binaries may lack their sources; the package lists go to a
# directory of their own, and the machine's stay as they are.
source_package() {
    local apt lists status=0
    [[ ! -e $2/complete ]] || return 0
    rm -rf "$2"
    lists=$(mktemp -d)
    mkdir -p "$2" "$lists/parts" "$lists/lists/partial"
    : >"$lists/list"
    [[ ! -e /etc/apt/sources.list ]] || sed '/security/d; s/^deb /deb-src /' /etc/apt/sources.list >"$lists/list"
    [[ ! -e /etc/apt/sources.list.d/debian.sources ]] ||
        awk -v RS= -v ORS='\n\n' '!/URIs:[^\n]*security/' /etc/apt/sources.list.d/debian.sources |
        sed 's/^Types: .*/Types: deb-src/' >"$lists/parts/debian.sources"
    apt=(apt-get -qq -o "Dir::Etc::SourceList=$lists/list" -o "Dir::Etc::SourceParts=$lists/parts" -o "Dir::State::Lists=$lists/lists"
        -o Dir::Cache::srcpkgcache= -o Dir::Cache::pkgcache= -o APT::Sandbox::User=root)
    "${apt[@]}" update &&
        (cd "$lists" && "${apt[@]}" source --download-only "$1" && tar -xf "$1"_*.orig.tar.?z -C "$2" --strip-components 1) &&
        touch "$2/complete" || status=1
    rm -rf "$lists"
    return "$status"
}
