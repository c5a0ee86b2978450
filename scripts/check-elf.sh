#!/bin/bash
# Checks the facts of the ELF file on which loading it into every program depends.
#
# usage: scripts/check-elf.sh [--portable] [LIB]
#
# --portable: that of `make dist`, which serves every glibc from 2.17 on; else one for this machine's libc
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
portable=
if [ "${1:-}" = --portable ]; then
    portable=1
    shift
fi
lib=${1:-target/dist/liborthotope.so}
dynamic=$(readelf -dW "$lib")
segments=$(readelf -lW "$lib")
sections=$(readelf -SW "$lib" | sed 's/\[ *[0-9]*\]//')
undefined=$(nm -D --undefined-only "$lib")

passed=0 failed=0
check() { # FACT VALUE CONDITION…
    local fact=$1 value=$2
    shift 2
    if "$@"; then
        printf 'pass  %-26s %s\n' "$fact" "$value"
        passed=$((passed + 1))
    else
        printf 'fail  %-26s %s\n' "$fact" "$value"
        failed=$((failed + 1))
    fi
}
entry() { sed -nE "s/.*\($1\) *[^[]*\[?([^]]*)\]?$/\1/p" <<<"$dynamic"; } # the bracketed value of a tag
flags() { sed -nE 's/.*\((FLAGS|FLAGS_1)\) *(Flags: )?//p' <<<"$dynamic" | paste -sd ' '; }
has_flag() { grep -qwE "$1" <<<"$(flags)"; }
tls_is_static() { [ "$tls" -eq 0 ] || has_flag STATIC_TLS; }
section() { awk -v name="$1" -v column="$2" '$1 == name { print $column; exit }' <<<"$sections"; } # 2 and on: type, address, …
segment() { awk -v name="$1" -v column="$2" '$1 == name { print $column; exit }' <<<"$segments"; }

soname=$(entry SONAME)
check SONAME "$soname" [ "$soname" = liborthotope.so.0 ]

needed=$(entry NEEDED | paste -sd ' ')
if [ -z "$portable" ]; then
    check NEEDED "$needed" [ "$needed" = libc.so.6 ]
else
    # Until glibc 2.34 these two held what libc has since.
    check NEEDED "$needed" [ "$needed" = "libpthread.so.0 libdl.so.2 libc.so.6" ]
    newest=$(readelf -VW "$lib" | grep -o 'GLIBC_2[0-9.]*' | sort -uV | tail -n 1)
    check "newest symbol version" "$newest" [ "$(printf '%s\n' "$newest" GLIBC_2.17 | sort -V | tail -n 1)" = GLIBC_2.17 ]
    kib=$((($(stat -Lc %s "$lib") + 1023) / 1024))
    check "KiB (at most 600)" "$kib" [ "$kib" -le 600 ]
    check "no debugging sections" "$(grep -cE ' \.(debug|symtab)' <<<"$sections" || true)" \
        [ -z "$(grep -E ' \.(debug|symtab)' <<<"$sections")" ]
fi

tls=$(($(segment TLS 6)))
check "TLS bytes (at most 16)" "$tls" [ "$tls" -le 16 ]
# A library without TLS has no need of the flag; one with it must not call __tls_get_addr.
check "TLS model" "$(has_flag STATIC_TLS && echo STATIC_TLS || echo "no STATIC_TLS")" \
    tls_is_static

# Each is a mapping or a page more that every process pays for at load.
data=$(section .data 5)
check "initialised data (hex)" "${data:-none}" [ -z "${data//0/}" ]
relocated=$(readelf -rW "$lib" | awk '/ R_X86_64_/ { print substr($1, 1, length($1) - 3) }' | sort -u | wc -l)
if [ "$(uname -m)" = x86_64 ]; then
    check "pages relocated (at most 1)" "$relocated" [ "$relocated" -le 1 ]
fi
first_code=$(awk '$7 ~ /X/ { print $3; exit }' <<<"$sections")
unwind=$(section .eh_frame_hdr 3)
check "unwind table before code" "$unwind $first_code" [ "$((16#$unwind))" -lt "$((16#$first_code))" ]

textrel=$(grep -c TEXTREL <<<"$dynamic" || true)
check "text relocations" "$textrel" [ "$textrel" -eq 0 ]

stack=$(sed -nE 's/^ *GNU_STACK +(0x[0-9a-f]+ +){5}([RWE ]+) (0x)?[0-9a-f]+$/\2/p' <<<"$segments" | tr -d ' ')
check "stack (RW, not E)" "${stack:-no GNU_STACK}" [ "$stack" = RW ]

relro=$(segment GNU_RELRO 6)
check RELRO "${relro:-none}" [ -n "$relro" ]
check "BIND_NOW" "$(flags)" has_flag 'BIND_NOW|NOW'
check "NODELETE" "$(flags)" has_flag NODELETE

# A strong reference must be to a versioned name of libc. A weak one may stay unresolved, but its version is wanted all
# the same; only the toolchain's, libc's own and the C++ runtimes' (_ZSt libstdc++, _ZNSt3__1 libc++) are known as harmless.
strangers=$(awk '$1 == "U" && $2 !~ /@GLIBC_/ { print $2 }
    $1 != "U" && $2 !~ /^(_ITM_|__gmon_start__|__libc_|_ZSt|_ZNSt3__1)/ { print $2 }
    $2 ~ /^(_Unwind_|__tls_get_addr)/ { print $2 }' <<<"$undefined" | sort -u | paste -sd ' ')
check "undefined beyond libc" "${strangers:-none}, of $(wc -l <<<"$undefined")" [ -z "$strangers" ]
# malloc may be called by a thread that is to be cancelled. fwrite is malloc_info's, to the program's stream.
points=$(awk '{ print $2 }' <<<"$undefined" | sed 's/@.*//' |
    grep -xE '(p?read|p?write|open|openat|creat)(v|64)*|close|fcntl|fsync|poll|select|(nano|u)?sleep|clock_nanosleep|sig(pause|suspend|wait)|wait(pid)?|pthread_(join|cond_wait|testcancel)|getrandom|msync|syslog|fput[cs]|f?printf|fflush|fopen' |
    paste -sd ' ' || true)
check "cancellation points" "${points:-fwrite alone}" [ -z "$points" ]

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
